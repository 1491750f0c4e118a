"""Whole runs with flows, as a user starts them, against servers in processes of their own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from click.testing import CliRunner
from graphql import print_schema

from kraken_conformance.cli.main import main
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import PlantedFault, RunningServer, ServerSettings, start_server
from kraken_conformance.server.http.web import HttpAnswer
from kraken_conformance.spec import load_contract
from tests.end_to_end.refusals.gateway import Asked, body, changed, gateway
from tests.probes.listing import own_schema

FLOW = ("--probe", "flow")
AGREEMENTS = ("--mutation", "createContributionAgreement", "--mutation", "endContributionAgreement")
WIZARD = ("--mutation", "*SmartFlexOnboarding")
FAULT = ServerSettings(faults=(PlantedFault("code-undeclared-after-end", "endContributionAgreement"),))


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with start_server(ServerSettings(stateful=True), contract="oefr") as running:
        yield running


def at(server: RunningServer) -> tuple[str, ...]:
    return ("--url", server.url, "--auth-url", server.auth_url, "--api-key", server.api_key)


def run(output: Path, *words: str, code: int = 0, seed: str = "1") -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["run", "--output", str(output), "--seed", seed, *words])
    assert result.exit_code == code, result.output
    return [json.loads(line) for line in (output / "evidence.jsonl").read_text("utf-8").splitlines()]


def of(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [event for event in events if event["type"] == kind]


def succeeded(events: list[dict[str, Any]]) -> set[str]:
    return {event["mutation"] for event in of(events, "result") if event["succeeded"]}


TAKING = {
    step.mutation
    for flow in load_contract("oefr").flows.values()
    for step in flow.steps.values()
    if step.takes
}


@pytest.mark.parametrize("seed", ["1", "2"])
def test_flows_reach_success_on_every_step(server: RunningServer, tmp_path: Path, seed: str) -> None:
    events = run(tmp_path, *at(server), *FLOW, seed=seed)
    assert of(events, "finding") == []
    assert succeeded(events) >= TAKING


def test_random_input_alone_does_not(tmp_path: Path) -> None:
    chosen = [word for name in sorted(TAKING) for word in ("--mutation", name)]
    with start_server(ServerSettings(stateful=True), contract="oefr") as fresh:
        events = run(tmp_path, *at(fresh), "--probe", "valid-input", "--max-examples", "20", *chosen, code=3)
    assert of(events, "finding") == []
    assert len(TAKING - succeeded(events)) >= 20


def test_harvested_values_reach_success_as_well(server: RunningServer, tmp_path: Path) -> None:
    events = run(tmp_path, *at(server), "--probe", "harvested-input", code=3)
    assert of(events, "finding") == []
    assert {"endContributionAgreement", "cancelSmartFlexOnboarding", "shareGoodsQuote"} <= succeeded(events)


def cases(server: RunningServer, folder: Path, *more: str) -> dict[str, str]:
    """Return the digest of the cases of each mutation of the wizard."""
    events = run(folder, *at(server), *FLOW, *WIZARD, *more)
    return {event["mutation"]: event["cases_sha256"] for event in of(events, "result") if event["mutation"]}


def test_the_cases_are_the_same_however_they_are_sent(server: RunningServer, tmp_path: Path) -> None:
    usual = cases(server, tmp_path / "usual")
    assert usual
    for words in (("-n", "2"), ("--concurrency", "1")):
        assert cases(server, tmp_path / "-".join(words), *words) == usual, words
    first = cases(server, tmp_path / "first", "--shard", "1/2")
    second = cases(server, tmp_path / "second", "--shard", "2/2")
    assert first | second == usual


def test_a_run_executes_no_mutation_that_it_was_not_asked_to(server: RunningServer, tmp_path: Path) -> None:
    words = ("--probe", "schema", "--mutation", "endContributionAgreement")
    events = run(tmp_path, *at(server), *FLOW, *words, code=3)
    (event,) = [event for event in of(events, "result") if event["probe"] == "flow" and event["mutation"]]
    assert (event["requests"], event["cases"], event["state"]) == (0, 0, "done")
    assert event["not_reached"] == [
        {
            "step": "createContributionAgreement",
            "why": "is not executed: it is not among the mutations of this run",
            "cases": 0,
        }
    ]


def test_what_is_not_allowed_is_not_done_on_the_way(server: RunningServer, tmp_path: Path) -> None:
    words = ("--deny-effect", "SENDS_MESSAGE", "--server", "AUTH")
    events = run(tmp_path, *at(server), *FLOW, *words, code=3)
    by_mutation = {event["mutation"]: event for event in of(events, "result") if event["mutation"]}
    assert by_mutation["createMfaDevice"]["state"] == "blocked"
    for name in ("validateMfaDevice", "deleteMfaDevice"):
        assert (by_mutation[name]["requests"], by_mutation[name]["state"]) == (0, "done")
        assert "SENDS_MESSAGE" in by_mutation[name]["not_reached"][0]["why"]


def test_a_dry_run_walks_no_flow(server: RunningServer, tmp_path: Path) -> None:
    events = run(tmp_path, *at(server), "--dry-run", *AGREEMENTS, code=3)
    assert "flow" not in {event["probe"] for event in of(events, "result")}


def test_creations_of_earlier_steps_count(tmp_path: Path) -> None:
    with start_server(contract="oefr") as fresh:
        words = ("--max-creations", "3", "--concurrency", "8", "--mutation", "*ontributionAgreement")
        events = run(tmp_path, *at(fresh), *FLOW, *words, code=3)
        journal = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text("utf-8").splitlines()]
    assert Counter(entry["mutation"] for entry in journal) == {"createContributionAgreement": 3}
    blocked = [event["reason"] for event in of(events, "result") if event["state"] == "blocked"]
    assert any("createContributionAgreement" in reason for reason in blocked)


def test_the_report_says_which_step_was_not_reached(tmp_path: Path) -> None:
    with start_server(
        ServerSettings(known_accounts=("A-0000AAA1",), stateful=True), contract="oefr"
    ) as strangers:
        words = ("--probe", "valid-input", *WIZARD, "--max-examples", "2")
        run(tmp_path, *at(strangers), *FLOW, *words, code=3)
    results = json.loads((tmp_path / "results.json").read_text("utf-8"))
    (entry,) = [found for found in results["mutations"] if found["name"] == "startSmartFlexOnboarding"]
    assert entry["succeeded"] == 0
    (entry,) = [
        found for found in results["mutations"] if found["name"] == "selectDeviceTypeForSmartFlexOnboarding"
    ]
    assert entry["not_reached"][0]["step"] == "startSmartFlexOnboarding"
    assert entry["not_reached"][0]["why"].startswith("answered KT-CT-")
    assert results["verdict"] == "inconclusive"
    assert "not reached: startSmartFlexOnboarding answered KT-CT-" in entry["without_success"]
    assert "not reached: startSmartFlexOnboarding answered KT-CT-" in (tmp_path / "report.html").read_text(
        "utf-8"
    )


def test_a_probe_with_nothing_to_send_leaves_a_mutation_untested(tmp_path: Path) -> None:
    """It was its turn all the same: nothing is left to be continued, and the evidence says that nothing was shown."""
    words = ("--probe", "provocation", "--mutation", "forceReauthentication", "--mutation", "selfReading")
    with start_server(contract="oefr") as fresh:
        events = run(tmp_path, *at(fresh), *words)
    (outcome,) = [event for event in of(events, "outcome") if event["mutation"] == "forceReauthentication"]
    assert (outcome["outcome"], outcome["reasons"]) == ("blocked", [])
    assert outcome["evidence"]["kind"] in ("excluded", "not reached")


def test_a_promise_that_breaks_after_the_end_is_found_by_flows_alone_and_sent_again(tmp_path: Path) -> None:
    with start_server(FAULT, contract="oefr") as faulty:
        others = ("valid-input", "harvested-input", "rejected-input", "provocation", "equivalent")
        chosen = [word for name in others for word in ("--probe", name)]
        run(tmp_path / "others", *at(faulty), *AGREEMENTS, *chosen)
        events = run(tmp_path / "flow", *at(faulty), *AGREEMENTS, *FLOW, code=1)
        (finding,) = of(events, "finding")
        assert (finding["requirement"], finding["mutation"], finding["confirmed"]) == (
            "error.code-declared",
            "endContributionAgreement",
            "3 of 3",
        )
        steps = [step["mutation"] for step in finding["before"]]
        assert steps == ["createContributionAgreement", "endContributionAgreement"]
        sent = json.loads(finding["request"]["body"])["variables"]["input"]["contributionAgreementId"]
        assert sent == finding["case"]["variables"]["input"]["contributionAgreementId"]
        assert sent in finding["before"][0]["response"]["body"]
        assert finding["curl"].count("curl ") == 3
        call = ["replay", finding["id"], "--from", str(tmp_path / "flow"), "--api-key", faulty.api_key]
        replayed = CliRunner().invoke(main, call)
        assert (replayed.exit_code, "broken again" in replayed.stdout) == (1, True), replayed.output


def test_a_replay_of_what_cannot_be_reached_says_so(tmp_path: Path) -> None:
    with start_server(FAULT, contract="oefr") as faulty:
        (finding,) = of(run(tmp_path, *at(faulty), *AGREEMENTS, *FLOW, code=1), "finding")
    with start_server(ServerSettings(known_accounts=("A-0000AAA1",)), contract="oefr") as other:
        call = ["replay", finding["id"], "--from", str(tmp_path), *at(other)]
        replayed = CliRunner().invoke(main, call)
    assert replayed.exit_code == 3, replayed.output
    assert "createContributionAgreement, which comes before it, answered KT-CT-4123" in replayed.output


def test_tokens_of_a_flow_are_in_no_file(tmp_path: Path) -> None:
    """The refresh token that one step answers is what the next one sends, and what breaks a promise."""
    broken = PlantedFault("int-as-text", "obtainKrakenToken")
    with start_server(ServerSettings(faults=(broken,)), contract="oefr") as faulty:
        words = ("--token", token_of(faulty), "--url", faulty.url, "--mutation", "obtainKrakenToken")
        with profile(tmp_path, faulty) as written:
            events = run(tmp_path / "out", *words, *FLOW, "--profile", str(written), code=1)
        (finding,) = of(events, "finding")
        assert finding["before"]
        call = ["replay", finding["id"], "--from", str(tmp_path / "out"), "--url", faulty.url]
        replayed = CliRunner().invoke(main, [*call, "--api-key", faulty.api_key])
        assert replayed.exit_code == 1, replayed.output
    for file in (tmp_path / "out").iterdir():
        text = file.read_text("utf-8")
        assert "eyJ" not in text, file
        assert faulty.api_key not in text, file


def token_of(server: RunningServer) -> str:
    from kraken_conformance.target.client import TargetClient
    from kraken_conformance.target.settings import TargetSettings

    client = TargetClient(
        TargetSettings(sites={"API": server.url}, api_key=server.api_key, permission=THIS_MACHINE)
    )
    try:
        return client.login()
    finally:
        client.close()


@contextmanager
def profile(folder: Path, server: RunningServer) -> Iterator[Path]:
    written = folder / "kraken-conformance.toml"
    written.write_text(
        f'[targets.one]\nurl = "{server.url}"\n[targets.one.pools]\nAPIKey = ["{server.api_key}"]\n'
    )
    yield written


def test_a_plan_shows_what_comes_before(tmp_path: Path) -> None:
    schema = tmp_path / "schema.graphql"
    schema.write_text(print_schema(own_schema("API")), "utf-8")

    def planned(*words: str) -> str:
        call = ["run", "--plan", "--schema", str(schema), "--seed", "1", "--server", "API", *FLOW, *words]
        result = CliRunner().invoke(main, call)
        assert result.exit_code == 0, result.output
        return result.stdout

    both = planned("--verbose", *AGREEMENTS)
    assert "flow: contribution-agreement: the straight way (after createContributionAgreement)" in both
    alone = planned("--mutation", "endContributionAgreement")
    assert "not reached createContributionAgreement: it is not executed" in alone
    assert "At most 0 requests" in alone


def test_a_run_sends_no_more_than_its_plan_says(server: RunningServer, tmp_path: Path) -> None:
    schema = tmp_path / "schema.graphql"
    schema.write_text(print_schema(own_schema("API")), "utf-8")
    words = (*FLOW, "--server", "API", *WIZARD)
    said = CliRunner().invoke(main, ["run", "--plan", "--schema", str(schema), "--seed", "1", *words]).stdout
    planned = int(said.rpartition("At most ")[2].split()[0])
    events = run(tmp_path / "out", *at(server), *words)
    assert 0 < sum(event["requests"] for event in of(events, "result")) <= planned


def test_what_is_ended_again_with_the_same_answer_is_no_race(tmp_path: Path) -> None:
    """Each of two succeeds at one moment and in one document, and in order as well: that is one choice, found once."""
    name, first = "cancelRepaymentRequest", dict[str, Any]()

    def alike(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        content = body(found)
        if name not in asked.content.get("query", "") or not isinstance(content.get("data"), dict):
            return found
        for key, value in content["data"].items():
            if value is not None:
                content["data"][key] = first.setdefault("payload", value)
        return changed(found, content)

    with gateway(after=alike, faults=(PlantedFault("cancelled-twice", name),), stateful=True) as server:
        words = ("--url", server.url, "--token", server.token, "--probe", "state", "--max-examples", "5")
        events = run(tmp_path, *words, "--mutation", "*RepaymentRequest")
    found = {event["requirement"] for event in of(events, "finding")}
    assert found & {"state.ended-refused", "state.in-order", "state.one-winner"} == {"state.ended-refused"}


def test_what_takes_effect_a_moment_later_is_refused_in_time(tmp_path: Path) -> None:
    """No document says that a request which was cancelled cannot be so again at once. A slow machine shows no less."""
    name, done = "cancelRepaymentRequest", dict[str, float]()

    def later(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        content = body(found)
        id_ = (asked.content.get("variables") or {}).get("input", {}).get("requestId")
        if name not in asked.content.get("query", "") or (content.get("data") or {}).get(name) is None:
            return found
        if monotonic() - done.setdefault(id_, monotonic()) < 1:
            return found
        extensions = {"errorCode": "KT-CT-3931", "errorType": "VALIDATION"}
        error = {"message": "No.", "path": [name], "extensions": extensions}
        return changed(found, {"data": {name: None}, "errors": [error]})

    with gateway(after=later, faults=(PlantedFault("cancelled-twice", name),), stateful=True) as server:
        words = ("--url", server.url, "--token", server.token, "--probe", "state", "--max-examples", "5")
        events = run(tmp_path, *words, "--mutation", "*RepaymentRequest")
    assert "state.ended-refused" not in {event["requirement"] for event in of(events, "finding")}
