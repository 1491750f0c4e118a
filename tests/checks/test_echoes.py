"""The check of `shape.echo` on lists, and on text that is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kraken_conformance.judging.observation import Observation
from tests.checks.answering import answered, applies, request, violations

ID = "shape.echo"
MUTATION = "updateAccountConsents"


def consents(*codes: str, value: str = "ACCEPTED") -> list[dict[str, Any]]:
    return [{"code": code, "value": value} for code in codes]


def seen(sent: list[Any], given: list[Any], errors: list[Any] | None = None) -> Observation:
    case = request(MUTATION)
    case = replace(case, variables={**case.variables, "consents": sent})
    body = {"data": {MUTATION: {"possibleErrors": None, "consents": given}}}
    return answered(case, body if errors is None else {**body, "errors": errors})


def test_all_items_that_were_sent_are_there_where_some_are() -> None:
    sent = consents("post", "mail", "phone", "text")
    assert violations(ID, seen(sent, [*reversed(sent), *consents("other")])) == []
    (found,) = violations(ID, seen(sent, sent[:3]))
    assert found.actual == '["post", "mail", "phone"]'


def test_an_item_is_shown_as_it_was_sent() -> None:
    sent = consents("post", "mail")
    (found,) = violations(ID, seen(sent, [sent[0], {**sent[1], "value": "REJECTED"}]))
    assert found.path[-2:] == (1, "value")


def test_items_of_another_kind_and_texts_that_may_be_changed_show_nothing() -> None:
    assert not applies(ID, seen(consents("post", "mail"), consents("0", "1")))
    assert not applies(ID, seen(consents(" post ", "é"), consents("post", "e")))
    assert not applies(ID, seen([None], consents("post")))


def test_an_item_that_raised_an_error_may_be_missing() -> None:
    sent = consents("post", "mail")
    observation = seen(sent, [None, sent[1]], [{"message": "No.", "path": [MUTATION, "consents", 0]}])
    assert not applies(ID, observation)


REFERENCE = "createAccountReference"


def shown(sent: str, given: str) -> Observation:
    case = request(REFERENCE)
    case = replace(case, variables={"input": {**case.variables["input"], "value": sent}})
    body = {"data": {REFERENCE: {"possibleErrors": None, "accountReference": {"value": given}}}}
    return answered(case, body)


def test_blanks_at_the_ends_of_a_text_may_be_taken_away() -> None:
    """No document says that text is kept as it is."""
    assert violations(ID, shown("  B\t", "B")) == []
    assert violations(ID, shown("  B", "  B")) == []
    assert len(violations(ID, shown("A B", "AB"))) == 1
    assert len(violations(ID, shown("B", " B"))) == 1


USER = "updateUser"


def named(sent: str, given: str) -> Observation:
    case = replace(request(USER), variables={"input": {"givenName": sent, "familyName": "B"}})
    return answered(case, {"data": {USER: {"viewer": {"givenName": given, "familyName": "B"}}}})


@pytest.mark.parametrize(
    "given", ["O&#x27;Connor &lt;b&gt;", "O&#39;Connor &lt;b&gt;", "O&apos;Connor &lt;b>"]
)
def test_text_that_was_escaped_for_html(given: str) -> None:
    (violation,) = violations(ID, named("O'Connor <b>", given))
    assert violation.path == ("data", USER, "viewer", "givenName")
    assert violation.expected == '"O\'Connor <b>", as it was sent'


def test_text_that_only_looks_escaped() -> None:
    assert not applies(ID, named("&amp;", "&amp;")), "it was sent so"
    assert not applies(ID, named("A", "B &amp; C")), "another text, which somebody else may have set"
    assert violations(ID, named("&amp;", "&amp;amp;")) != []


SWITCH = "initiateProductSwitch"


def switched(sent: str, given: str) -> Observation:
    case = replace(request(SWITCH), variables={"input": {"switchDate": sent}})
    return answered(case, {"data": {SWITCH: {"productSwitch": {"switchDate": given}}}})


def test_a_date_that_comes_as_the_day_before() -> None:
    (violation,) = violations(ID, switched("2026-07-01", "2026-06-30"))
    assert violation.path == ("data", SWITCH, "productSwitch", "switchDate")
    assert (violation.expected, violation.actual) == ('"2026-07-01", as it was sent', '"2026-06-30"')
    assert violations(ID, switched("0001-01-02", "0001-01-01")) != []


@pytest.mark.parametrize(
    ("sent", "given"),
    [
        ("2026-07-01", "2026-07-01"),
        ("2026-07-01", "2026-07-02"),  # it may be the next day on which that is done
        ("2026-07-01", "2026-06-01"),
        ("2026-07-01", "30/06/2026"),
        ("2026-07-01", "9999-12-31"),
        ("2026-07-01", "2026-06-31"),
        ("2026-07-01T00:30:00+02:00", "2026-06-30T22:30:00Z"),  # the same moment
    ],
)
def test_dates_that_may_be_meant_so(sent: str, given: str) -> None:
    assert not applies(ID, switched(sent, given))


COMMS = "updateCommsPreferences"


def test_what_the_payload_itself_refuses_need_not_be_shown() -> None:
    case = request(COMMS)
    case = replace(case, variables={"input": {"isOptedInToSmsMessages": True}})
    unchanged: dict[str, Any] = {"isOptedInToSmsMessages": False, "errors": []}
    assert len(violations(ID, answered(case, {"data": {COMMS: unchanged}}))) == 1
    refused = {**unchanged, "errors": [{"message": "No.", "code": "x"}]}
    assert not applies(ID, answered(case, {"data": {COMMS: refused}}))


def test_a_value_is_judged_where_the_payload_shows_that_it_was_accepted() -> None:
    """A document that does not ask for the errors of the payload does not show whether the value was refused."""
    case = request(COMMS)
    assert case.operation is not None
    variable = "$input: UpdateCommsPreferencesMutationInput!"
    document = f"mutation({variable}) {{ {COMMS}(input: $input) {{ isOptedInToSmsMessages }} }}"
    alone = replace(case.operation, name="", document=document)
    case = replace(case, variables={"input": {"isOptedInToSmsMessages": True}}, operation=alone)
    assert not applies(ID, answered(case, {"data": {COMMS: {"isOptedInToSmsMessages": False}}}))


def test_false_and_zero_are_no_null() -> None:
    """A value that code takes for none is lost: `value or None`. What was not asked for, or raised an error, is not."""
    case = replace(request(COMMS), variables={"input": {"isOptedInToSmsMessages": False}})

    def answering(shown: dict[str, Any], errors: list[Any] | None = None) -> Observation:
        body = {"data": {COMMS: {"isOptedInToOfferMessages": True, **shown}}}
        return answered(case, body if errors is None else {**body, "errors": errors})

    assert violations(ID, answering({"isOptedInToSmsMessages": False})) == []
    (found,) = violations(ID, answering({"isOptedInToSmsMessages": None}))
    assert (found.path[-1], found.actual) == ("isOptedInToSmsMessages", "null")
    assert not applies(ID, answering({}))
    failed = [{"message": "No.", "path": [COMMS, "isOptedInToSmsMessages"]}]
    assert not applies(ID, answering({"isOptedInToSmsMessages": None}, failed))
    created = request("createContributionAgreement")
    created = replace(created, variables={"input": {**created.variables["input"], "amount": 0}})
    agreement = {"data": {"createContributionAgreement": {"contributionAgreement": {"amount": None}}}}
    (found,) = violations(ID, answered(created, agreement))
    assert found.actual == "null"


def test_null_for_a_blank_text_or_for_null_is_no_loss() -> None:
    """A blank text may mean that there is no value any more."""
    for sent in ("", None):
        case = request(REFERENCE)
        case = replace(case, variables={"input": {**case.variables["input"], "value": sent}})
        shown = {"namespace": case.variables["input"]["namespace"], "value": None}
        body = {"data": {REFERENCE: {"possibleErrors": None, "accountReference": shown}}}
        assert violations(ID, answered(case, body)) == []
