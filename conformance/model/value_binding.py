"""Puts the values that earlier steps gave into a case, just before it is sent."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from kraken_conformance.model.case import Case, Taken
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.json_path import value_at, with_value

NOTHING: Final = object()
"""Stands for a value that is not there; None is the JSON `null`."""

FITTING: dict[str, frozenset[str]] = {
    "String": frozenset({"String", "ID", "NonEmptyID", "UUID", "Int"}),
    "ID": frozenset({"String", "ID", "NonEmptyID", "UUID", "Int"}),
    "NonEmptyID": frozenset({"String", "ID", "NonEmptyID", "UUID", "Int"}),
    "Int": frozenset({"Int", "ID"}),
    "UUID": frozenset({"UUID"}),
}
"""For each type that a value can be taken for: the types of answers that it can be taken from."""

LARGEST_INT = 2**31 - 1

LONGEST_TEXT = 10_000
"""Characters of a value that is taken: longer ones name nothing, and would make every later request as long."""


def bound(case: Case, before: Sequence[Exchange]) -> Case | Taken:
    """Return the case with the values it takes, or the first of them that is not there."""
    if not case.takes and not case.before:
        return case
    variables: Any = case.variables
    for taken in case.takes:
        value = as_input(found(taken, before[taken.step]), taken.type)
        if value is NOTHING:
            return taken
        value = altered(str(value)) if taken.altered else value
        variables = with_value(variables, taken.path, value)
    # A step of a list has no list of its own: what it takes is found in the list that it stands in.
    sent = tuple(earlier.case for earlier in before) if case.before else ()
    return replace(case, variables=variables, before=sent)


def altered(text: str) -> str:
    """Return a text with another character in its middle."""
    place = len(text) // 2
    return f"{text[:place]}{'0' if text[place : place + 1] != '0' else '1'}{text[place + 1 :]}"


def bearer_of(case: Case, before: Sequence[Exchange]) -> str | None:
    """Return the token that an earlier step gave for a case, None where it gave none."""
    assert case.bearer is not None
    value = as_input(found(case.bearer, before[case.bearer.step]), "String")
    return None if value is NOTHING else str(value)


def found(taken: Taken, exchange: Exchange) -> Any:
    """Return what the answer to a step has at the place that a value is taken from, None where nothing."""
    body = None if exchange.response is None else exchange.response.json()
    operation = exchange.case.operation
    if operation is None or not isinstance(body, dict):
        return None
    return value_at(body.get("data"), (operation.root, *taken.source))


def as_input(value: Any, type_: str) -> Any:
    """Return a value of an answer in the form of an input type, `NOTHING` where it has no such form.

    A value that the target made badly is not handed on: the request would be invalid, and that would be
    blamed on the wrong mutation.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return NOTHING
    if type_ == "Int":
        number = int(value) if re.fullmatch(r"-?[0-9]{1,10}", str(value), re.ASCII) else LARGEST_INT + 1
        return number if -LARGEST_INT - 1 <= number <= LARGEST_INT else NOTHING
    text = str(value)
    if type_ == "UUID":
        return text if _is_uuid(text) else NOTHING
    return text if text and len(text) <= LONGEST_TEXT and _is_unicode(text) else NOTHING


def _is_unicode(text: str) -> bool:
    """Whether a request can hold a text: half a character cannot be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
