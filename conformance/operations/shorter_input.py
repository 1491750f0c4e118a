"""The same request with its long texts and lists shorter: was it their length that was refused?"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from graphql import GraphQLError, ListValueNode, StringValueNode, Visitor, parse, print_ast, visit

from kraken_conformance.model.case import Case
from kraken_conformance.operations.operation_nodes import changed

USUAL_TEXT: Final = 60
"""The most characters that a text of a generated input has; a longer one is a boundary case, or a known value."""

USUAL_ITEMS: Final = 4
"""The most items that a list of a generated input has."""

MOST_PARTS: Final = 8
"""At most this number of parts of a text or a list is sent, evenly spread over it."""

Parts = TypeVar("Parts", str, list[Any])


def has_long_values(case: Case) -> bool:
    """Whether the input of a case has a text or a list that is longer than usual, in variables or in the document."""
    return _of_part(case, 0)[1] > 0


def shorter(case: Case) -> Iterator[Case]:
    """Yield the case with a part of each long text and list in its place, until each part was there once.

    So nothing is left out but the length: a character or an item that is refused for itself is refused in its part
    as well. Nothing is yielded where nothing is longer than usual.
    """
    smaller, parts = _of_part(case, 0)
    for number in range(parts):
        yield smaller if number == 0 else _of_part(case, number)[0]


def _of_part(case: Case, number: int) -> tuple[Case, int]:
    """Return a case with one part of each long value, and how many parts the longest has, 0 where there is none."""
    most = 0

    def chosen(whole: Parts, usual: int) -> Parts:
        nonlocal most
        found = _parts(whole, usual)
        most = max(most, len(found))
        one: Parts = found[number % len(found)]
        return one

    def part(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: part(inner) for name, inner in value.items()}
        if isinstance(value, list):
            left = chosen(value, USUAL_ITEMS) if len(value) > USUAL_ITEMS else value
            return [part(item) for item in left]
        return chosen(value, USUAL_TEXT) if isinstance(value, str) and len(value) > USUAL_TEXT else value

    smaller = replace(case, variables=part(case.variables))
    if case.operation is not None:
        document = _with_part(case.operation.document, chosen)
        smaller = replace(smaller, operation=replace(case.operation, document=document))
    return smaller, most


def _with_part(document: str, chosen: Callable[[Any, int], Any]) -> str:
    """Return a document with a part of each long text and list that is written into it."""
    if '"' not in document and "[" not in document:
        return document

    class Shortening(Visitor):
        def enter_string_value(self, node: StringValueNode, *_: object) -> StringValueNode | None:
            if len(node.value) <= USUAL_TEXT:
                return None
            written: StringValueNode = changed(node, value=chosen(node.value, USUAL_TEXT))
            return written

        def enter_list_value(self, node: ListValueNode, *_: object) -> ListValueNode | None:
            if len(node.values) <= USUAL_ITEMS:
                return None
            written: ListValueNode = changed(node, values=tuple(chosen(list(node.values), USUAL_ITEMS)))
            return written

    try:
        parsed = parse(document, no_location=True)
    except GraphQLError:
        return document
    written = visit(parsed, Shortening())
    return document if written is parsed else print_ast(written)


def _parts(whole: Sequence[Any], usual: int) -> list[Any]:
    """Return the different parts of a value that have the usual length, of many parts a selection."""
    cut = [whole[at : at + usual] for at in range(0, len(whole), usual)]
    different = list({_text(part): part for part in reversed(cut)}.values())[::-1]
    step = max(1, -(-len(different) // MOST_PARTS))
    return different[::step]


def _text(part: Any) -> str:
    return part if isinstance(part, str) else json.dumps(part, sort_keys=True, default=repr)
