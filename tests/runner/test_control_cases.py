"""The controls of probes are sent once per subject, and what they show is at hand where a refusal is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from kraken_conformance.model.case import Case, Expectation, Operation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.runner.execution.control_cases import with_controls
from kraken_conformance.server import PlantedFault
from kraken_conformance.server.http.web import HttpAnswer
from tests.end_to_end.refusals.gateway import Asked, Ran, gateway, refused, run


def case(document: str) -> Case:
    return Case("test", "API", "m", Operation("M", document, "m"), expectation=Expectation.DRY)


FAULTY, CONTROL, OTHER = (
    case("mutation M { m(a: 1) }"),
    case("mutation M { m @skip(if: true) }"),
    case("{ x }"),
)


def test_the_first_probe_that_has_a_control_sends_it() -> None:
    made = [("a", Cases((FAULTY,), control=CONTROL)), ("b", Cases((OTHER,), control=CONTROL))]
    assert [cases.fixed for _, cases in with_controls(made) if isinstance(cases, Cases)] == [
        (CONTROL, FAULTY),
        (OTHER,),
    ]


def test_a_control_that_another_probe_sends_anyway_is_not_sent_again() -> None:
    made = [("a", Cases((FAULTY,), control=CONTROL)), ("dry-run", Cases((OTHER, CONTROL)))]
    assert with_controls(made) == made


def test_what_is_blocked_or_has_no_control_stays_as_it_is() -> None:
    made: list[tuple[str, Cases | Blocked]] = [("a", Blocked("no token")), ("b", Cases((FAULTY,)))]
    assert with_controls(made) == made


WORDS = ("--mutation", "updateUser", "--max-examples", "4")


def outcomes(ran: Ran) -> dict[str, str]:
    (found,) = (
        event for event in ran.events if event["type"] == "outcome" and event["mutation"] == "updateUser"
    )
    return {id_: outcome["outcome"] for id_, outcome in found["requirements"].items()}


@pytest.mark.parametrize("probe", ["rejected-input", "bad-token", "no-token", "mutation-by-get"])
def test_a_server_that_refuses_every_document_shows_nothing_of_faults(probe: str, tmp_path: Path) -> None:
    def before(asked: Asked) -> HttpAnswer | None:
        return refused("This operation is not registered.") if "updateUser" in asked.document else None

    with gateway(before) as target:
        ran = run(target, tmp_path, *WORDS, "--probe", probe)
    passed = {id_ for id_, outcome in outcomes(ran).items() if outcome == "passed"}
    assert not {id_ for id_ in passed if id_.startswith("input.")}
    assert not passed & {
        "auth.no-token-refused",
        "auth.malformed-token",
        "auth.expired-token",
        "auth.no-oracle",
    }


def test_a_fault_that_is_let_through_is_found_whatever_becomes_of_the_control(tmp_path: Path) -> None:
    def before(asked: Asked) -> HttpAnswer | None:
        return refused("No directives here.") if "@skip" in asked.document else None

    with gateway(before, faults=(PlantedFault("null-accepted", "createReferral"),)) as target:
        ran = run(target, tmp_path, "--mutation", "createReferral", "--probe", "rejected-input")
    assert "input.null-for-non-null" in ran.found
