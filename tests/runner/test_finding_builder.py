"""What a finding holds, made by an engine that has a real server before it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.model.case import Case, Credentials
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.subject import Subject
from kraken_conformance.model.violation import Violation
from kraken_conformance.runner.execution.engine import Engine
from kraken_conformance.runner.findings.failure_grouping import Failure, Shown, Signature
from kraken_conformance.runner.findings.finding_builder import LONGEST_BODY, replay_command
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server.http.web import HttpAnswer
from kraken_conformance.spec import Contract, Level, load_contract
from kraken_conformance.target.settings import TargetSettings
from tests.end_to_end.refusals.gateway import Asked, body, changed, gateway

NAME = "updatePassword"
SUBJECT = Subject("API", NAME)
SURPLUS = Violation(("surplus",), "data, errors or extensions", '"surplus"')
TOP_LEVEL = Signature("shape.top-level", ("surplus",), "")


@dataclass
class Scene:
    """An engine and the server that it sends to; `spoil` changes what the server answers."""

    engine: Engine
    contract: Contract
    token: str
    spoil: Callable[[dict[str, Any]], dict[str, Any]]
    asked: int = 0

    def case(self, **more: Any) -> Case:
        mutation, view = self.contract.mutations[NAME], self.engine.view("API")
        variables = view.strategies.minimal(mutation)
        return Case("valid-input", "API", NAME, view.operation(mutation), variables, label="simplest", **more)

    def failure(
        self, case: Case | None = None, *, violation: Violation = SURPLUS, fixed: bool = True
    ) -> Failure:
        """Return the failure that a case shows, after it was sent."""
        case = case or self.case()
        exchange = self.engine.sender.send(case)
        signature = Signature.of(TOP_LEVEL.requirement, violation, case)
        return Failure.first(signature, Shown(case.probe, case, exchange, violation, fixed))

    def finding(self, failure: Failure) -> Any:
        return self.engine.finder.finding(SUBJECT, failure, {}, self.engine.view("API"))


def with_surplus(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "surplus": 1}


@pytest.fixture(scope="module")
def served() -> Iterator[Scene]:
    contract = load_contract("oefr")
    scenes: list[Scene] = []

    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        if not scenes or not asked.is_mutation:
            return found
        scenes[0].asked += 1
        return changed(found, scenes[0].spoil(body(found)))

    with gateway(after=after) as server:
        target = TargetSettings(
            sites={"API": server.url},
            token=server.token,
            permission=THIS_MACHINE,
            platform=contract.platform,
            limited=contract.limited_mutations,
        )
        settings = RunSettings(
            contract="oefr",
            target=target,
            subjects=(SUBJECT,),
            probes=("valid-input",),
            schemas={},
            dry_run_honoured={},
            seed=1,
            max_examples=1,
            concurrency=2,
        )
        engine = Engine(settings, contract, StopRequest())
        scenes.append(Scene(engine, contract, server.token, with_surplus))
        yield scenes[0]
        engine.close()


@pytest.fixture
def scene(served: Scene) -> Scene:
    served.spoil, served.asked = with_surplus, 0
    return served


def test_a_finding_has_all_that_a_person_needs(scene: Scene) -> None:
    failure = scene.failure()
    found = scene.finding(failure)
    assert found["id"] == TOP_LEVEL.id(SUBJECT)
    assert (found["requirement"], found["level"], found["decides"]) == ("shape.top-level", "MUST", True)
    assert (found["server"], found["mutation"], found["probe"]) == ("API", NAME, "valid-input")
    assert (found["label"], found["path"], found["seen"]) == ("simplest", ["surplus"], 1)
    assert (found["confirmed"], found["flaky"], found["conditions"]) == ("3 of 3", False, None)
    assert found["request"]["method"] == "POST"
    assert json.loads(found["response"]["body"])["surplus"] == 1
    assert (found["response"]["status"], found["response"]["truncated"]) == (200, False)
    assert found["curl"].startswith("curl")
    assert scene.asked == 4


def test_a_violation_may_weigh_less_than_its_requirement(scene: Scene) -> None:
    inferred = replace(SURPLUS, level=Level.SHOULD)
    failure = scene.failure(violation=inferred)
    assert scene.engine.finder.unconfirmed(SUBJECT, failure)["level"] == "SHOULD"


def test_no_secret_is_in_a_finding(scene: Scene) -> None:
    given = {**scene.case().variables["input"], "newPassword": "correct horse battery"}
    scene.spoil = lambda content: {**with_surplus(content), "echo": f"{scene.token} correct horse battery"}
    text = json.dumps(scene.finding(scene.failure(replace(scene.case(), variables={"input": given}))))
    assert "newPassword" in text
    assert scene.token not in text
    assert "correct horse battery" not in text


def test_a_long_answer_is_cut_and_said_to_be(scene: Scene) -> None:
    scene.spoil = lambda content: {**with_surplus(content), "long": "x" * LONGEST_BODY}
    response = scene.finding(scene.failure())["response"]
    assert (len(response["body"]), response["truncated"]) == (LONGEST_BODY, True)


def test_what_does_not_come_back_each_time_is_flaky(scene: Scene) -> None:
    failure = scene.failure()
    scene.spoil = lambda content: content
    found = scene.finding(failure)
    assert (found["confirmed"], found["flaky"]) == ("0 of 3", True)


def test_what_no_longer_shows_is_looked_for_in_the_next_case(scene: Scene) -> None:
    first = scene.failure()
    other = scene.failure(scene.case(credentials=Credentials.NONE))
    first.others.append(other.best)
    refused = "errors"
    scene.spoil = lambda content: with_surplus(content) if refused in content else content
    found = scene.finding(first)
    assert (found["confirmed"], found["flaky"]) == ("3 of 3", False)
    assert first.case.credentials is Credentials.NONE


def test_what_is_read_from_the_schema_is_not_sent_again(scene: Scene) -> None:
    failure = scene.failure(replace(scene.case(), probe="schema"))
    before = scene.asked
    found = scene.finding(failure)
    assert (found["confirmed"], found["flaky"], scene.asked) == ("read from the schema", False, before)


def test_a_failure_of_an_interrupted_run_is_not_sent_again(scene: Scene) -> None:
    failure = scene.failure()
    before = scene.asked
    found = scene.engine.finder.unconfirmed(SUBJECT, failure)
    assert (found["confirmed"], scene.asked) == ("not sent again: the run was interrupted", before)


def test_what_a_target_remembers_has_to_show_again_or_is_no_finding(scene: Scene) -> None:
    failure = scene.failure()
    failure.signature = replace(failure.signature, requirement="state.ended-refused")
    assert scene.finding(failure) is None


def test_a_request_without_an_answer_is_shown_with_none(scene: Scene) -> None:
    failure = scene.failure()
    lost = Exchange(failure.case, failure.best.exchange.request, None, "ReadTimeout")
    failure.best = replace(failure.best, exchange=lost)
    found = scene.engine.finder.unconfirmed(SUBJECT, failure)
    assert found["response"] == {}
    assert found["case"]["mutation"] == NAME


@pytest.mark.parametrize(
    ("output", "contract", "command"),
    [
        ("kraken-report", "oefr", "kraken-conformance replay 1a2b"),
        ("my runs", "oefr", "kraken-conformance replay 1a2b --from 'my runs'"),
        ("kraken-report", "./packs/it", "kraken-conformance replay 1a2b --contract ./packs/it"),
        ("/tmp/r", "a b", "kraken-conformance replay 1a2b --from /tmp/r --contract 'a b'"),
    ],
)
def test_the_command_that_sends_a_finding_again_can_be_pasted(
    output: str, contract: str, command: str
) -> None:
    assert replay_command("1a2b", Path(output), contract) == command
