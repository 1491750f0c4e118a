from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.model.case import Case, Credentials, Operation
from kraken_conformance.model.exchange import Exchange, Request
from kraken_conformance.model.subject import Subject
from kraken_conformance.model.violation import MOST_PER_REQUIREMENT, Violation
from kraken_conformance.runner.findings.failure_grouping import Failures, Signature, oddity
from kraken_conformance.runner.findings.run_checks import CheckResult


def exchange(**variables: Any) -> Exchange:
    case = Case("valid-input", "API", "m", variables=variables)
    return Exchange(case, Request("POST", "http://localhost/", {}, b""), None)


def judgement(*paths: tuple[str | int, ...], topic: str = "") -> CheckResult:
    return CheckResult("shape.text", tuple(Violation(path, "text", "1", topic=topic) for path in paths))


def test_places_in_a_list_are_one_thing_to_mend() -> None:
    failures = Failures()
    failures.add(
        "valid-input", exchange(a=1), judgement(("data", 0, "name"), ("data", 1, "name")), fixed=False
    )
    (failure,) = failures
    assert failure.signature == Signature("shape.text", ("data", "*", "name"), "")
    assert failure.seen == 2


def test_places_and_topics_are_told_apart() -> None:
    failures = Failures()
    failures.add("valid-input", exchange(a=1), judgement(("data", "name"), ("data", "id")), fixed=False)
    failures.add("valid-input", exchange(a=1), judgement(("data", "id"), topic="other"), fixed=False)
    assert len(list(failures)) == 3
    assert len({failure.signature.id(Subject("API", "m")) for failure in failures}) == 3


def test_a_field_is_the_same_under_an_alias() -> None:
    def exchange_of(document: str) -> Exchange:
        case = Case("valid-input", "API", "m", Operation("M", document, "m"))
        return Exchange(case, Request("POST", "http://localhost/", {}, b""), None)

    failures = Failures()
    failures.add(
        "valid-input", exchange_of("mutation M { m { id } }"), judgement(("data", "m", "id")), fixed=True
    )
    aliased = exchange_of("mutation M { other: m { number: id } }")
    failures.add("equivalent", aliased, judgement(("data", "other", "number")), fixed=True)
    assert [failure.seen for failure in failures] == [2]


def test_the_smallest_case_is_kept_and_a_fixed_one_before_all() -> None:
    failures = Failures()
    for variables, fixed in (
        ({"a": 1, "b": 2}, False),
        ({"a": 1}, False),
        ({"a": 1, "c": [1, 2]}, True),
        ({}, False),
    ):
        failures.add("valid-input", exchange(**variables), judgement(("data",)), fixed=fixed)
    (failure,) = failures
    assert failure.case.variables == {"a": 1, "c": [1, 2]}
    assert failure.seen == 4


def test_one_requirement_does_not_drown_the_others() -> None:
    failures = Failures()
    many = judgement(*(("data", f"field{number}") for number in range(50)))
    failures.add("valid-input", exchange(a=1), many, fixed=False)
    assert len(list(failures)) == MOST_PER_REQUIREMENT


USUAL = "mutation M { m }"


def asked(document: str = USUAL, **more: Any) -> Case:
    return Case("valid-input", "API", "m", Operation("M", document, "m"), **more)


@pytest.mark.parametrize(
    ("case", "requirement", "odd"),
    [
        (asked(), "shape.text", 0),
        (asked("mutation M { a: m }"), "shape.text", 1),
        (asked(credentials=Credentials.NONE), "shape.text", 1),
        (asked(credentials=Credentials.NONE), "auth.no-token-refused", 0),
        (asked(before=(asked(),)), "shape.text", 1),
        (asked("{ a }", about="document.fields"), "document.fields", 0),
        (asked("{ a }", about="document.fields"), "shape.text", 2),
    ],
)
def test_an_odd_request_does_not_say_what_is_wrong(case: Case, requirement: str, odd: int) -> None:
    assert oddity(case, requirement, USUAL) == odd
