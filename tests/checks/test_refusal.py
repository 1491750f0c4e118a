"""What an answer shows of whether a request was let through, and whether it is about who asks."""

from typing import Any

import pytest

from kraken_conformance.checks._shared.control import (
    answers_request,
    control_executed,
    refused_unlike_control,
)
from kraken_conformance.checks._shared.refusal import (
    LONGEST,
    codes,
    let_through,
    place,
    refused,
    refused_for_credentials,
    shown,
    speaks_of_credentials,
)
from kraken_conformance.checks._shared.refusal import answered as is_answer
from kraken_conformance.judging.observation import Observation
from kraken_conformance.spec import Level
from tests.checks.answering import answered, refusal, request, unanswered

ROOT = "updateUser"
ERROR = {"message": "No."}


def seen(body: Any, status: int = 200, control: Any = None) -> Observation:
    return answered(request(ROOT), body, status, control=control)


def error(message: str) -> dict[str, Any]:
    return {"errors": [{"message": message}]}


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ({"data": None}, 500, True),
        ({"errors": [ERROR]}, 200, True),
        ("<html>", 400, True),
        ("<html>", 399, False),
        ("<html>", 422, True),
        ("<html>", 401, False),  # refused unread
        ("<html>", 500, False),
    ],
)
def test_an_answer_is_one_of_graphql_or_a_status_that_refuses_what_was_read(
    body: Any, status: int, expected: bool
) -> None:
    assert is_answer(seen(body, status)) is expected


def test_no_response_is_no_answer() -> None:
    assert not is_answer(unanswered(request(ROOT)))
    assert shown(unanswered(request(ROOT))) == "no response"


@pytest.mark.parametrize(
    ("root", "errors", "expected"),
    [
        (None, [ERROR], True),
        ({"viewer": None, "codes": [], "__typename": "UpdateUser"}, [ERROR], True),
        ({"viewer": {}}, [ERROR], False),
        ({"viewer": None, "id": 0}, [ERROR], False),
        (False, [ERROR], False),
        (None, [], False),
    ],
)
def test_a_refusal_says_that_something_is_wrong_and_brings_nothing(
    root: Any, errors: list[Any], expected: bool
) -> None:
    observation = seen({"data": {ROOT: root}, "errors": errors})
    assert refused(observation) is expected
    assert [one.level for one in let_through(observation, "an error", Level.SHOULD)] == (
        [] if expected else [Level.SHOULD]
    )


def test_what_is_not_graphql_refuses() -> None:
    assert refused(seen("<html>", 403))


def test_codes_that_are_texts_are_codes() -> None:
    assert codes(seen(refusal(ROOT, "KT-CT-1111", "KT-CT-5413"))) == {"KT-CT-1111", "KT-CT-5413"}
    assert codes(seen({"errors": [{"extensions": {"errorCode": 7}}, {"message": "No."}]})) == frozenset()


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (("KT-CT-1112",), True),  # no token
        (("KT-CT-1111",), True),  # not allowed
        (("KT-CT-1199",), True),  # common: too many requests
        (("KT-CT-5413",), False),
        (("KT-CT-1112", "KT-CT-5413"), False),
    ],
)
def test_only_codes_about_who_asks_or_how_often_refuse_for_credentials(
    found: tuple[str, ...], expected: bool
) -> None:
    assert refused_for_credentials(seen(refusal(ROOT, *found))) is expected


@pytest.mark.parametrize(("status", "expected"), [(401, True), (403, True), (429, True), (400, False)])
def test_without_a_code_the_status_tells(status: int, expected: bool) -> None:
    assert refused_for_credentials(seen("<html>", status)) is expected


def test_what_is_let_through_is_not_refused_for_anything() -> None:
    assert not refused_for_credentials(seen({"data": {ROOT: {"viewer": {"id": "1"}}}}, 403))
    assert not refused_for_credentials(unanswered(request(ROOT)))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Please sign in.", True),
        ("You are not logged in.", True),
        ("Invalid Authorization header.", True),
        ("Permission denied", True),
        ("Field 'token' of type 'String!' is required.", False),
        ('Unknown argument "credentials".', False),
        ("The document is too long.", False),
    ],
)
def test_words_about_credentials_count_outside_of_quotes(message: str, expected: bool) -> None:
    assert speaks_of_credentials(seen(error(message), 400)) is expected


@pytest.mark.parametrize(("status", "expected"), [(401, True), (429, True), (400, False)])
def test_a_status_about_credentials_says_so_by_itself(status: int, expected: bool) -> None:
    assert speaks_of_credentials(seen(error("No."), status)) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [({"data": {ROOT: 1}}, ("data", ROOT)), ({"data": {}}, ("data",)), ({"data": None}, ("data",)), ({}, ())],
)
def test_a_place_is_as_deep_as_the_answer_goes(body: Any, expected: tuple[str, ...]) -> None:
    assert place(seen(body)) == expected


def test_a_long_answer_is_shown_in_part() -> None:
    assert shown(seen({"data": None})) == '{"data": null}'
    assert shown(seen("<html>", 403)) == "status 403"
    long = shown(seen({"data": "é" * 500}))
    assert (len(long), long[-1]) == (LONGEST + 1, "…")
    exact = "x" * (LONGEST - len('{"data": ""}'))
    assert shown(seen({"data": exact})) == f'{{"data": "{exact}"}}'


EXECUTED = {"data": {}}


@pytest.mark.parametrize(
    ("control", "expected"),
    [(EXECUTED, True), (None, False), ({"errors": [ERROR]}, False), ({"data": {}, "errors": [ERROR]}, False)],
)
def test_the_control_got_through_where_graphql_found_nothing_wrong(control: Any, expected: bool) -> None:
    assert control_executed(seen(error("No."), control=control)) is expected


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (EXECUTED, True),
        (refusal(ROOT, "KT-CT-5413"), True),
        (refusal(ROOT, "KT-CT-1112"), False),
        ("<html>", False),
        (None, False),
    ],
)
def test_a_refusal_in_the_same_way_as_the_control_shows_nothing(control: Any, expected: bool) -> None:
    assert refused_unlike_control(seen(refusal(ROOT, "KT-CT-1112"), control=control)) is expected


@pytest.mark.parametrize(
    ("body", "status", "control", "expected"),
    [
        ({"data": None}, 200, None, True),
        ("<html>", 500, None, True),
        ("<html>", 499, None, False),
        ("<html>", 422, EXECUTED, True),
        ("<html>", 422, {"errors": [ERROR]}, False),
        ("<html>", 403, EXECUTED, False),
    ],
)
def test_a_refusal_of_somebody_else_counts_where_the_control_got_through(
    body: Any, status: int, control: Any, expected: bool
) -> None:
    assert answers_request(seen(body, status, control)) is expected
    assert not answers_request(unanswered(request(ROOT)))
