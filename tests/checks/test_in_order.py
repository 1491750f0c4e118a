"""The same mutation three times in one document: the first one succeeds, and no other."""

from dataclasses import replace
from typing import Any

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due
from kraken_conformance.operations.two_mutations import FIRST, SECOND, THIRD, after_another, repeated
from kraken_conformance.spec import Level
from tests.checks.answering import answered, applies, refusal, request, violations

ID, CANCEL = "state.in-order", "cancelLeaveSupplier"
DONE = {"leaveSupplierProcessId": "7"}
RECORDS = tuple({"data": {"startSmartFlexOnboarding": {"wizard": {"id": id_}}}} for id_ in "12")
LATE = Due(("KT-CT-10311",), "a process that was cancelled before", after_steps=True)


def several(first: Any, last: Any, code: str = "KT-CT-10311", *, due: Due = LATE) -> Observation:
    """The answer to three in one document: a value each, or null and an error; null for the second."""
    case = request(CANCEL)
    assert case.operation is not None
    record = request("startSmartFlexOnboarding")
    case = replace(case, operation=repeated(case.operation), before=(record, record), due=due, about=ID)
    data = {FIRST: first, SECOND: None, THIRD: last}
    errors = [
        {"message": "No.", "path": [key], "extensions": {"errorCode": code}}
        for key, value in data.items()
        if value is None
    ]
    return answered(case, {"data": data, **({"errors": errors} if errors else {})}, before=RECORDS)


def test_the_first_one_wins() -> None:
    assert violations(ID, several(DONE, None)) == []
    (violation,) = violations(ID, several(None, DONE))
    assert (violation.path, violation.level) == (("data", FIRST), None), "serial execution decides"


def test_both_at_once_weigh_as_much_as_the_condition() -> None:
    (violation,) = violations(ID, several(DONE, DONE))
    assert (violation.path, violation.level) == (("data", THIRD), Level.SHOULD)
    (violation,) = violations(ID, several(DONE, DONE, due=replace(LATE, stated=True)))
    assert violation.level is None


def test_another_refusal_says_nothing() -> None:
    assert not applies(ID, several(DONE, None, "KT-CT-1113"))
    assert not applies(ID, several(None, None))


def test_a_value_beside_an_error_of_it_is_no_success() -> None:
    """That it comes is another fault: of three that were refused, none succeeded."""
    halves: dict[str, Any] = {FIRST: DONE, SECOND: {}, THIRD: DONE}
    errors = [{"message": "No.", "path": [key], "extensions": {"errorCode": "KT-CT-10311"}} for key in halves]
    case = several(DONE, None).exchange.case
    all_refused = answered(case, {"data": halves, "errors": errors}, before=RECORDS)
    assert not applies(ID, all_refused)
    one_done = answered(case, {"data": halves, "errors": errors[1:]}, before=RECORDS)
    assert violations(ID, one_done) == []
    (violation,) = violations(ID, answered(case, {"data": halves, "errors": errors[:1]}, before=RECORDS))
    assert violation.path == ("data", FIRST)


def test_an_error_of_the_other_root_field_is_not_its_own() -> None:
    observation = several(None, DONE)
    assert [error.code for error in observation.errors] == ["KT-CT-10311"] * 2
    assert observation.own_errors == observation.raised == ()
    assert [error.code for error in several(DONE, None).own_errors] == ["KT-CT-10311"]


GIVE, TAKE = "createAccountReference", "updateAccountReference"
VALUE = {"accountReference": {"value": "a"}}
GIVEN = Due(("KT-CT-8310",), "the one before it gave it", after_steps=True, absent=True)


def given(answer: Any, alone: Any = None, apart: Any = None) -> Observation:
    """A mutation behind the one that gives what it takes, after both in requests of their own."""
    giver, taker = request(GIVE), request(TAKE)
    assert giver.operation is not None
    assert taker.operation is not None
    operation, variables = after_another(taker.operation, taker.variables, giver.operation, giver.variables)
    nobody = replace(taker, due=Due(("KT-CT-8310",), "nobody has given it", after_steps=True))
    case = replace(
        taker,
        operation=operation,
        variables=variables,
        before=(nobody, giver, taker),
        due=GIVEN,
        about=ID,
    )
    before = (alone or refusal(TAKE, "KT-CT-8310"), {"data": {GIVE: VALUE}}, apart or {"data": {TAKE: VALUE}})
    return answered(case, answer, before=before)


def late(code: str) -> dict[str, Any]:
    """The second one is refused, and the first one is not."""
    error = {"message": "No.", "path": [TAKE], "extensions": {"errorCode": code}}
    return {"data": {FIRST: VALUE, TAKE: None}, "errors": [error]}


def test_what_a_mutation_gives_is_there_for_the_next_one_of_its_document() -> None:
    assert violations(ID, given({"data": {FIRST: VALUE, TAKE: VALUE}})) == []
    (violation,) = violations(ID, given(late("KT-CT-8310")))
    assert (violation.path, violation.level) == (("data", TAKE), None)
    assert not applies("state.given-accepted", given(late("KT-CT-8310")))


def test_what_is_given_shows_nothing_where_it_is_known_before_or_not_known_afterwards() -> None:
    accepted, unknown = {"data": {TAKE: VALUE}}, refusal(TAKE, "KT-CT-8310")
    assert not applies(ID, given(late("KT-CT-8310"), alone=accepted)), "it keeps nothing"
    assert not applies(ID, given(late("KT-CT-8310"), apart=unknown)), "it does not know what it was given"
    assert not applies(ID, given(late("KT-CT-4123"))), "it is refused for another reason"
    nothing = {"data": {FIRST: None, TAKE: None}, "errors": late("KT-CT-8310")["errors"]}
    assert not applies(ID, given(nothing)), "nothing was given"
    assert not applies(ID, given({"errors": [{"message": "One mutation for each document."}]}))
