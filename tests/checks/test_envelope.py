"""The checks of what comes beside the code of an error, of text, and of the order and the names of what comes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from graphql import build_schema, extend_schema, parse

from kraken_conformance.checks._shared.leaks import leaks_in
from kraken_conformance.checks.registry import all_schema_checks
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.case import Case, Due
from kraken_conformance.spec import Level
from tests.checks.answering import answered, applies, refusal, request, shipped, target, violations

LOYALTY = "redeemLoyaltyPointsForAccountCredit"
CHARGE = "triggerTestCharge"


def raised(mutation: str, code: str, case: Case | None = None, **extensions: Any) -> Observation:
    body = refusal(mutation, code)
    found = {**body["errors"][0]["extensions"], **extensions}
    body["errors"][0]["extensions"] = {key: value for key, value in found.items() if value is not ...}
    return answered(case or request(mutation), body)


def test_an_error_with_a_type_is_right() -> None:
    assert violations("error.type-present", raised(LOYALTY, "KT-CT-9204")) == []


@pytest.mark.parametrize("type_", [..., None])
def test_an_error_without_a_type_is_a_violation(type_: Any) -> None:
    (found,) = violations("error.type-present", raised(LOYALTY, "KT-CT-9204", errorType=type_))
    assert found.path == ("errors", 0, "extensions", "errorType")


REASON, OTHER = "testChargeRefusalReasons", "boostChargeRefusalReasons"


def test_a_refusal_with_reasons_under_the_key_of_its_code_is_right() -> None:
    assert violations("error.refusal-reasons-given", raised(CHARGE, "KT-CT-4355", **{REASON: ["A"]})) == []


@pytest.mark.parametrize(
    ("extensions", "levels"),
    [
        ({}, [Level.MAY]),
        ({REASON: []}, [Level.MAY]),
        ({REASON: None}, [Level.MAY]),
        ({OTHER: ["A"]}, [Level.MAY, None]),
        ({REASON: ["A"], OTHER: ["B"]}, [None]),
    ],
)
def test_reasons_that_are_not_given_or_elsewhere_are_violations(
    extensions: Any, levels: list[Level | None]
) -> None:
    """The pages say of the error that "it may have" reasons; that they are those of another error, they never say."""
    found = violations("error.refusal-reasons-given", raised(CHARGE, "KT-CT-4355", **extensions))
    assert [violation.level for violation in found] == levels


@pytest.mark.parametrize(
    "path",
    [["input", "accountNumber"], ["input", "account_number"], ["input", "points"], ["input"]],
)
def test_a_path_to_an_input_is_right(path: list[str]) -> None:
    entries = [{"message": "is not right", "inputPath": path}]
    assert violations("error.input-path", raised(LOYALTY, "KT-CT-9204", validationErrors=entries)) == []


@pytest.mark.parametrize(
    "path",
    [
        ["input", "balance"],
        ["ledger", 0, "balance_cents"],
        ["Points earned"],
        ["points"],
        ["input", 0, "points"],
    ],
)
def test_a_path_that_names_no_input_is_a_violation(path: list[str | int]) -> None:
    entries = [{"message": "fits", "inputPath": ["input"]}, {"message": "is not right", "inputPath": path}]
    (found,) = violations("error.input-path", raised(LOYALTY, "KT-CT-9204", validationErrors=entries))
    assert found.path[-2:] == (1, "inputPath")


CONSENTS = "updateAccountConsents"


def broken_in_second(path: list[Any]) -> Observation:
    """A code that is due for the second item of a list alone, with an inputPath."""
    plain: Any = target().complete(target().contract.mutations[CONSENTS])
    first = plain["consents"][0]
    variables = {**plain, "consents": [first, {**first, "code": "NO-SUCH-CODE"}]}
    case = replace(request(CONSENTS), variables=variables, due=Due(("KT-CT-9017",), "an unknown code"))
    return raised(CONSENTS, "KT-CT-9017", case, validationErrors=[{"message": "no", "inputPath": path}])


def test_an_index_is_one_of_the_list_that_was_sent() -> None:
    """A text of digits is an index as well: no document says how it is written."""
    indices = (
        (0, 0),
        (1, 0),
        (2, 1),
        (-1, 1),
        ("0", 0),
        ("1", 0),
        ("2", 1),
        ("-1", 1),
        ("9" * 5000, 1),
        ("x", 1),
    )
    for index, count in indices:
        for first in ([], ["input"]):
            found = violations("error.input-path", broken_in_second([*first, "consents", index, "code"]))
            assert len(found) == count


TAKEN = {"data": {LOYALTY: {"loyaltyPointsRedeemed": 1}}}
"""What answers the input without the fault where it is accepted."""


def broken_points(
    path: list[str], *, before: dict[str, Any] | None = TAKEN, after_steps: bool = False, guess: bool = False
) -> Observation:
    plain: Any = target().complete(target().contract.mutations[LOYALTY])
    variables = {"input": {**plain["input"], "points": -1}}
    due = Due(("KT-CT-9204",), "negative points", guess=guess, after_steps=after_steps)
    earlier = () if before is None else (request(LOYALTY, variables=plain),)
    case = replace(request(LOYALTY), variables=variables, due=due, before=earlier)
    body = raised(
        LOYALTY, "KT-CT-9204", case=None, validationErrors=[{"message": "no", "inputPath": path}]
    ).body
    return answered(case, body, before=() if before is None else (before,))


def test_the_input_that_is_wrong_is_blamed_and_no_other() -> None:
    assert violations("error.input-path", broken_points(["input", "points"])) == []
    assert violations("error.input-path", broken_points(["input"])) == []
    (found,) = violations("error.input-path", broken_points(["input", "accountNumber"]))
    assert found.expected == '["input", "points"], which is wrong'


@pytest.mark.parametrize(
    "more",
    [
        {"before": None},
        {"before": refusal(LOYALTY, "KT-CT-9205")},
        {"before": {"errors": [{"message": "Internal server error."}]}},
        {"after_steps": True},
    ],
    ids=["not sent without it", "refused without it", "failed without it", "what was done before is due"],
)
def test_which_input_is_wrong_is_known_only_where_it_is_accepted_without_it(more: dict[str, Any]) -> None:
    """An id that does not exist may stand beside the fault, or what it is about may have ended."""
    assert violations("error.input-path", broken_points(["input", "accountNumber"], **more)) == []


def test_where_the_wrong_input_is_a_guess_another_one_may_be_blamed() -> None:
    assert violations("error.input-path", broken_points(["input", "accountNumber"], guess=True)) == []


@pytest.mark.parametrize(
    "entries", [None, [], [{"message": "wrong together"}], [{"message": "a", "inputPath": []}]]
)
def test_without_a_path_there_is_nothing_to_name(entries: Any) -> None:
    assert not applies("error.input-path", raised(LOYALTY, "KT-CT-9204", validationErrors=entries))


CONSENT = "updateIndustryConsentData"


def provoked(value: Any) -> Observation:
    return answered(request(CONSENT, provokes="KT-FR-4524"), {"data": {CONSENT: value}})


def test_a_payload_of_nulls_for_an_input_to_be_refused_is_a_violation() -> None:
    assert len(violations("error.null-payload", provoked({"possibleErrors": None, "consentData": None}))) == 1
    assert violations("error.null-payload", provoked({"possibleErrors": None, "consentData": {"a": 1}})) == []


def test_a_payload_of_nulls_shows_nothing_where_nothing_is_to_be_refused() -> None:
    body = {"data": {CONSENT: {"possibleErrors": None, "consentData": None}}}
    assert not applies("error.null-payload", answered(request(CONSENT), body))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("POST http://ledger.prod.svc.cluster.local/ gave 409", "an internal address"),
        ("no answer from 10.24.3.17:5432", "an internal address"),
        ("connect to localhost:6379 failed", "an internal address"),
        ("KeyError: 'points'", "an exception"),
        ("IntegrityError('duplicate')", "an exception"),
        ("java.lang.NullPointerException", "an exception"),
        ("'NoneType' object has no attribute 'id'", "an exception"),
        ("Cannot read properties of undefined (reading 'id')", "an exception"),
        ("connect ECONNREFUSED ledger", "an exception"),
    ],
)
def test_what_gives_away_the_inside_of_a_server(text: str, what: str) -> None:
    assert what in {found for found, _ in leaks_in(text)}


@pytest.mark.parametrize(
    "text",
    [
        'Cannot query field "x" on type "AlreadyLinkedError".',
        'Syntax Error: Expected Name, found "}".',
        "Version 10.2 of the terms is not accepted.",
        "Write to local.office@example.com, or see https://example.com/internal/help.",
        "A TypeError is not what you meant",
    ],
)
def test_words_that_only_sound_like_it(text: str) -> None:
    assert list(leaks_in(text)) == []


def test_no_documented_message_gives_away_anything() -> None:
    for entry in (*shipped().errors.values(), *shipped().common_errors.values()):
        assert list(leaks_in(entry.message or "")) == [], entry.code


ACCEPT = "acceptQuote"


def accepted(number: str, sent: str = "A-12345678") -> Observation:
    case = request(ACCEPT, variables={"input": {"accountNumber": sent}})
    return answered(case, {"data": {ACCEPT: {"accountNumber": number, "nested": {"deep": {"quoteId": "1"}}}}})


def test_the_value_that_was_sent_comes_back() -> None:
    assert violations("shape.echo", accepted("A-12345678")) == []
    (found,) = violations("shape.echo", accepted("A-12345679"))
    assert found.path == ("data", ACCEPT, "accountNumber")


@pytest.mark.parametrize(("number", "sent"), [("text", "A-12345678"), ("12345678", "A-12345678"), ("7", "8")])
def test_a_value_of_another_form_or_of_none_is_no_echo(number: str, sent: str) -> None:
    assert not applies("shape.echo", accepted(number, sent))


COMMS = "updateCommsPreferences"


def text(value: str, sent: str = "", *, message: bool = False) -> Observation:
    case = request(ACCEPT, variables={"input": {"name": sent}})
    body = {"errors": [{"message": value}]} if message else {"data": {ACCEPT: {"accountNumber": value}}}
    return answered(case, body)


@pytest.mark.parametrize("value", ["Zoé", "«Spaß»", "Ü", "naïve café", "日本", "☀️", "Ã©tat"[2:] + "é"])
def test_text_in_its_own_characters_is_right(value: str) -> None:
    assert violations("shape.text-encoding", text(value)) == []


@pytest.mark.parametrize(
    ("value", "sent", "level"),
    [
        ("ÃtÃ© chez ZoÃ©", "chez Zoé", None),
        ("Lâ€™Ã©tÃ©", "L’été", None),
        ("half \ud83d", "", Level.SHOULD),
    ],
)
def test_text_in_other_characters_is_a_violation(value: str, sent: str, level: Level | None) -> None:
    for message in (False, True):
        (found,) = violations("shape.text-encoding", text(value, sent, message=message))
        assert found.level is level


@pytest.mark.parametrize("value", ["ZoÃ©", "Lâ€™Ã©tÃ©", "ÄÃ한 ZoÃ©"])
@pytest.mark.parametrize("sent", ["", "ɐ", "é"])
def test_a_record_may_hold_text_that_looks_garbled(value: str, sent: str) -> None:
    """An earlier request may have stored it, of this run or of somebody else; the words of errors are not."""
    assert violations("shape.text-encoding", text(value, sent)) == []
    (found,) = violations("shape.text-encoding", text(value, "", message=True))
    assert found.level is Level.SHOULD


@pytest.mark.parametrize(("value", "count"), [("ZoÃ©", 1), ("ZoÃ© 한", 0), ("Ä\u0085 Zoé", 0), ("Ãž한", 0)])
def test_text_that_no_input_sets_is_no_stored_one(value: str, count: int) -> None:
    """What is encoded twice is so as a whole: what was put together of stored texts may look so in a part."""
    observation = answered(request(ACCEPT), {"data": {ACCEPT: {"displayLabel": value}}})
    found = violations("shape.text-encoding", observation)
    assert [violation.level for violation in found] == [Level.SHOULD] * count


def test_an_error_may_quote_text_that_looks_garbled_and_was_sent() -> None:
    assert violations("shape.text-encoding", text("'ZoÃ©' is no name", "ZoÃ©", message=True)) == []


@pytest.mark.parametrize(
    ("sent", "errors", "count"),
    [
        ({"pronouns": "Zoé"}, [], 1),
        ({"pronouns": "Zoé"}, [{"message": "No.", "code": "x"}], 0),
        ({"pronouns": "Zoe", "title": "Zoé"}, [], 0),
    ],
    ids=["accepted", "refused in the payload", "sent elsewhere"],
)
def test_text_is_compared_with_what_was_sent_there_and_accepted(
    sent: dict[str, str], errors: list[Any], count: int
) -> None:
    payload = {"pronouns": "ZoÃ©", "errors": errors}
    observation = answered(request(COMMS, variables={"input": sent}), {"data": {COMMS: payload}})
    assert len(violations("shape.text-encoding", observation)) == count


def test_question_marks_in_the_place_of_what_was_sent_are_a_violation() -> None:
    observation = answered(
        request(ACCEPT, variables={"input": {"name": "Zoé Müller"}}),
        {"data": {ACCEPT: {"accountNumber": "Zo? M?ller", "preSignedKey": "é"}}},
    )
    (found,) = violations("shape.text-encoding", observation)
    assert found.expected == '"Zoé Müller"'
    assert found.level is None


@pytest.mark.parametrize(
    ("sent", "given", "level"),
    [
        ("été 😀", "été ?", None),
        ("été 😀", "été ??", None),
        ("😀 𝒜 😀", "? ? ?", None),
        ("Anna 😀", "Anna ?", None),
        ("Anna 😀", "Anna \ufffd\ufffd", None),
        ("Anna 😀", "Anna ", Level.SHOULD),
    ],
)
def test_characters_of_more_than_16_bits_come_back(sent: str, given: str, level: Level | None) -> None:
    """Databases with three bytes a character replace them, or leave them out; what is left may be ASCII."""
    assert violations("shape.text-encoding", text(sent, sent)) == []
    (found,) = violations("shape.text-encoding", text(given, sent))
    assert (found.expected, found.level) == (f'"{sent}"', level)


def test_plain_text_beside_an_emoji_that_was_sent_shows_nothing() -> None:
    for given in ("A-12345678", "?", "", "Anna"):
        assert not applies("shape.text-encoding", text(given, "😀"))
    assert not applies("shape.text-encoding", text("A-12345678", "Anna"))
    both = request(ACCEPT, variables={"input": {"name": "Anna 😀", "other": "Anna ?"}})
    body = {"data": {ACCEPT: {"accountNumber": "Anna ?"}}}
    assert not applies("shape.text-encoding", answered(both, body)), "it was sent so"


def test_garbled_text_that_was_sent_is_right() -> None:
    assert violations("shape.text-encoding", text("ZoÃ©", "ZoÃ©")) == []


SITES = """
type Query { ok: Boolean }
type Mutation { "The possible errors that can be raised are:\\n- KT-CT-4122: %s" createReferral: Int }
"""


def compared(message: str, **more: Any) -> SchemaComparison:
    schema = build_schema(SITES.replace("%s", message))
    return replace(SchemaComparison(shipped(), shipped().mutations["createReferral"], "API", schema), **more)


def of_schema(requirement: str, both: SchemaComparison) -> int | None:
    check = next(check for check in all_schema_checks() if check.id == requirement)
    return len(list(check.run(both))) if check.applies(both) else None


def test_messages_in_the_description() -> None:
    known = shipped().errors["KT-CT-4122"].message
    assert known is not None
    assert of_schema("schema.message-in-description", compared(known)) == 0
    assert of_schema("schema.message-in-description", compared(f"**{known}** ".upper())) == 0
    assert of_schema("schema.message-in-description", compared("Something else.")) == 1
    assert of_schema("schema.message-in-description", compared("")) is None


@pytest.mark.parametrize(("elsewhere", "count"), [(None, None), ((), 0), (("AUTH",), 1)])
def test_a_mutation_on_another_site_too(elsewhere: Any, count: int | None) -> None:
    assert of_schema("schema.one-site", compared("a", elsewhere=elsewhere)) == count


LINK = "linkUserToLine"


@pytest.mark.parametrize(("name", "count"), [("LinkTokenNotFound", 0), ("FurtherError", 1)])
def test_a_member_that_is_not_documented_is_a_violation(name: str, count: int) -> None:
    further = parse("type FurtherError { a: Int } extend union LinkUserToLineResponse = FurtherError")
    view = replace(target(), schema=extend_schema(shipped().schema, further))
    observation = answered(request(LINK), {"data": {LINK: {"__typename": name}}}, view=view)
    assert len(violations("shape.documented-member", observation)) == count


def test_keys_in_another_order_are_a_violation() -> None:
    case = request("createReferral")
    right = {"possibleErrors": None, "referredAccountRewardAmount": 5}
    assert violations("shape.key-order", answered(case, {"data": {"createReferral": right}})) == []
    wrong = dict(reversed(right.items()))
    assert len(violations("shape.key-order", answered(case, {"data": {"createReferral": wrong}}))) == 1
    short = {"referredAccountRewardAmount": 5}
    assert violations("shape.key-order", answered(case, {"data": {"createReferral": short}})) == []
