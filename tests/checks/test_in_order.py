"""The same mutation twice in one document: the first one succeeds, and the second one does not."""

from dataclasses import replace
from typing import Any

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due
from kraken_conformance.operations.two_mutations import FIRST, SECOND, twice
from kraken_conformance.spec import Level
from tests.checks.answering import answered, applies, request, violations

ID, CANCEL = "state.in-order", "cancelLeaveSupplier"
DONE = {"leaveSupplierProcessId": "7"}
RECORDS = tuple({"data": {"startSmartFlexOnboarding": {"wizard": {"id": id_}}}} for id_ in "12")
LATE = Due(("KT-CT-10311",), "a process that was cancelled before", after_steps=True)


def both(first: Any, second: Any, code: str = "KT-CT-10311", *, due: Due = LATE) -> Observation:
    """The answer to two in one document: a value each, or null and an error."""
    case = request(CANCEL)
    assert case.operation is not None
    record = request("startSmartFlexOnboarding")
    case = replace(case, operation=twice(case.operation), before=(record, record), due=due, about=ID)
    data = {FIRST: first, SECOND: second}
    errors = [
        {"message": "No.", "path": [key], "extensions": {"errorCode": code}}
        for key, value in data.items()
        if value is None
    ]
    return answered(case, {"data": data, **({"errors": errors} if errors else {})}, before=RECORDS)


def test_the_first_one_wins() -> None:
    assert violations(ID, both(DONE, None)) == []
    (violation,) = violations(ID, both(None, DONE))
    assert (violation.path, violation.level) == (("data", FIRST), None), "serial execution decides"


def test_both_at_once_weigh_as_much_as_the_condition() -> None:
    (violation,) = violations(ID, both(DONE, DONE))
    assert (violation.path, violation.level) == (("data", SECOND), Level.SHOULD)
    (violation,) = violations(ID, both(DONE, DONE, due=replace(LATE, stated=True)))
    assert violation.level is None


def test_another_refusal_says_nothing() -> None:
    assert not applies(ID, both(DONE, None, "KT-CT-1113"))
    assert not applies(ID, both(None, None))


def test_an_error_of_the_other_root_field_is_not_its_own() -> None:
    observation = both(None, DONE)
    assert [error.code for error in observation.errors] == ["KT-CT-10311"]
    assert observation.own_errors == observation.raised == ()
    assert [error.code for error in both(DONE, None).own_errors] == ["KT-CT-10311"]
