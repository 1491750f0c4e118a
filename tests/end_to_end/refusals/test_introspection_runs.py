"""Runs against servers whose introspection hides, loses or refuses something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.server.http.web import HttpAnswer
from tests.end_to_end.refusals.gateway import After, Asked, body, changed, gateway, refused, run

CONSENTS = ("--mutation", "updateAccountConsents")
REFERRAL = ("--mutation", "createReferral")


def described(edit: Any) -> After:
    """Return a hook that edits the schema in an answer, given the query that was asked."""

    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        if "query IntrospectionQuery" not in asked.document:
            return found
        content = body(found)
        edit({type_["name"]: type_ for type_ in content["data"]["__schema"]["types"]}, asked.document)
        return changed(found, content)

    return after


def deprecate(holder: dict[str, Any], part: str, name: str, query: str) -> None:
    """Mark an argument or input field as deprecated, and hide it from who does not ask for such."""
    for value in holder[part]:
        if value["name"] == name:
            value.update(isDeprecated=True, deprecationReason="Use the ledger.")
            if value["type"]["kind"] == "NON_NULL":
                value["type"] = value["type"]["ofType"]
    if not re.search(rf"\b{part}\s*\(\s*includeDeprecated\s*:\s*true", query):
        holder[part] = [value for value in holder[part] if value["name"] != name]


def mutation(types: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(field for field in types["Mutation"]["fields"] if field["name"] == name)
    return found


def test_a_deprecated_argument_is_not_missing(tmp_path: Path) -> None:
    def edit(types: dict[str, Any], query: str) -> None:
        deprecate(mutation(types, "updateAccountConsents"), "args", "accountNumber", query)

    with gateway(after=described(edit)) as target:
        ran = run(target, tmp_path, *CONSENTS, "--probe", "schema")
    assert ran.found == set()
    assert ran.exit_code in (0, 3)


def test_a_deprecated_input_field_is_exercised(tmp_path: Path) -> None:
    sent: list[dict[str, Any]] = []

    def note(asked: Asked) -> None:
        if asked.is_mutation:
            sent.append(asked.content["variables"].get("input") or {})

    def edit(types: dict[str, Any], query: str) -> None:
        deprecate(types["UpdateUserInput"], "inputFields", "landline", query)

    with gateway(note, described(edit)) as target:
        ran = run(target, tmp_path, "--mutation", "updateUser", "--probe", "valid-input")
    assert ran.exit_code == 0, ran.printed
    assert any("landline" in given for given in sent)
    assert any("landline" not in given for given in sent)


def test_an_input_of_exactly_one_field_gets_exactly_one(tmp_path: Path) -> None:
    sent: list[dict[str, Any]] = []

    def note(asked: Asked) -> HttpAnswer | None:
        if "createReferral(" in asked.document:
            sent.append(asked.content["variables"]["input"])
            return refused("The server is asleep.")
        return None

    def edit(types: dict[str, Any], _: str) -> None:
        given = types["CreateReferralInput"]
        given["isOneOf"] = True
        for field in given["inputFields"]:
            if field["type"]["kind"] == "NON_NULL":
                field["type"] = field["type"]["ofType"]

    with gateway(note, described(edit)) as target:
        run(target, tmp_path, *REFERRAL, "--probe", "valid-input")
    assert sent
    assert [given for given in sent if len(given) != 1 or None in given.values()] == []
    assert len({name for given in sent for name in given}) > 1


def test_what_is_lost_in_a_fragment_is_a_finding_and_the_run_goes_on(tmp_path: Path) -> None:
    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        if "fragment InputValue" not in asked.document:
            return found
        content = body(found)
        for field in _fields(content):
            for argument in field["args"]:
                argument.pop("type", None)
        return changed(found, content)

    with gateway(after=after) as target:
        ran = run(target, tmp_path, *REFERRAL)
    assert ran.exit_code == 1
    assert ran.decided == {"schema.introspection"}
    assert {event.get("probe") for event in ran.events} >= {"schema", "valid-input"}


def _fields(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for type_ in content["data"]["__schema"]["types"]:
        yield from type_["fields"] or ()


@pytest.mark.parametrize(
    "words",
    ["GraphQL introspection is not allowed in production.", "Query depth limit of 5 exceeded, found 13."],
    ids=["closed", "limited"],
)
def test_the_words_of_a_server_that_refuses_introspection_are_shown(tmp_path: Path, words: str) -> None:
    def closed(asked: Asked) -> HttpAnswer | None:
        return refused(words, 400) if "__schema" in asked.document or "__type(" in asked.document else None

    with gateway(closed) as target:
        ran = run(target, tmp_path, *REFERRAL, "--probe", "schema", "--probe", "introspection")
    assert ran.exit_code == 3
    assert ran.found == set()
    reasons = " ".join(map(str, ran.results["reasons"])) + str(ran.events)
    assert words in reasons
    assert "--schema" in reasons
