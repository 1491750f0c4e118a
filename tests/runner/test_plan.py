from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner
from graphql import print_schema

from kraken_conformance.cli.main import main
from kraken_conformance.runner.plan import SAMPLES, PlannedProbe, plan
from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.spec import load_contract
from tests.runner.prepared import prepared

REMOTE = "https://staging.does-not-resolve.invalid/v1/graphql/"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def touched(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "getaddrinfo", touched)
    monkeypatch.setattr(socket.socket, "connect", touched)
    monkeypatch.setattr("subprocess.Popen", touched)
    monkeypatch.chdir(tmp_path)


def planned(*words: str) -> str:
    result = CliRunner().invoke(main, ["run", "--plan", *words])
    assert result.exit_code == 0, result.output
    assert list(Path.cwd().iterdir()) == []
    return result.stdout


def test_the_embedded_server_is_not_started_for_a_plan() -> None:
    said = planned("--mutation", "createAccountReference", "--max-examples", "7")
    (line,) = [line for line in said.splitlines() if line.startswith("createAccountReference")]
    assert "(CREATES)" in line
    assert re.search(r"valid-input \d+", line)
    assert said.endswith("Nothing was sent.\n")


def test_more_examples_are_more_cases() -> None:
    def total(examples: str) -> int:
        said = planned("--mutation", "createAccountReference", "--max-examples", examples)
        return int(re.findall(r"At most (\d+) requests", said)[0])

    assert total("30") > total("5")


def test_a_remote_target_is_planned_with_its_effects() -> None:
    said = planned("--url", REMOTE, "--execute", "--token", "JWT x", "--mutation", "endContributionAgreement")
    assert "blocked" in said
    assert "--allow-effect DESTROYS" in said
    allowed = planned(
        *("--url", REMOTE, "--execute", "--token", "JWT x", "--mutation", "endContributionAgreement"),
        *("--allow-effect", "DESTROYS", "--server", "API"),
    )
    assert "DESTROYS:" not in allowed.replace("(DESTROYS):", "")


def test_a_plan_sends_nothing_and_needs_no_leave() -> None:
    said = planned("--url", REMOTE, "--mutation", "createAccountReference", "--server", "API")
    assert said.endswith("Nothing was sent.\n")


def test_what_is_no_address_is_refused_for_plans_too() -> None:
    result = CliRunner().invoke(main, ["run", "--plan", "--url", "http://localhost\\@evil.invalid/"])
    assert result.exit_code == 2
    assert "--url" in result.stderr


def test_samples_show_inputs_and_no_secret() -> None:
    said = planned("--verbose", "--mutation", "obtainKrakenToken", "--mutation", "createAccountReference")
    assert '"accountNumber": "A-' in said
    assert "[hidden]" in said


def test_verbose_alone_is_refused() -> None:
    result = CliRunner().invoke(main, ["run", "--verbose"])
    assert (result.exit_code, "--plan" in result.stderr) == (2, True)


def planned_probes(*mutations: str, samples: bool = False, **options: Any) -> dict[str, PlannedProbe]:
    found = list(plan(prepared(mutations=mutations, **options), samples=samples))
    return {
        probe.name: probe for one in found if one.subject.mutation == mutations[0] for probe in one.probes
    }


def test_what_is_sent_before_a_case_is_counted_too() -> None:
    schema = Path.cwd() / "schema.graphql"
    schema.write_text(print_schema(site_schema(load_contract("oefr"), "API")), "utf-8")
    found = planned_probes(
        "endContributionAgreement",
        "createContributionAgreement",
        token="JWT a.b.c",
        probes=("flow", "no-token"),
        schema_file=str(schema),
    )
    assert found["flow"].requests > found["flow"].cases > 0
    assert found["no-token"].requests >= found["no-token"].cases > 0


def test_a_probe_that_is_blocked_sends_nothing_and_says_why() -> None:
    blocked = planned_probes("updateUser", probes=("valid-input",), url=REMOTE, execute=True)["valid-input"]
    assert (blocked.cases, blocked.requests, blocked.samples) == (0, 0, ())
    assert blocked.blocked is not None
    assert "--token" in blocked.blocked


def test_samples_come_along_only_where_they_are_asked_for() -> None:
    without = planned_probes("createReferral", token="JWT a.b.c", probes=("valid-input",))["valid-input"]
    with_samples = planned_probes("createReferral", token="JWT a.b.c", probes=("valid-input",), samples=True)[
        "valid-input"
    ]
    assert without.samples == ()
    assert 0 < len(with_samples.samples) <= 2 * SAMPLES
    assert (with_samples.cases, with_samples.requests) == (without.cases, without.requests)
