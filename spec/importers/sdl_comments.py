"""The comments of an SDL text, by the definition or field that they are about."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import Node, Token, TokenKind, parse

from kraken_conformance.spec.importers.sdl_parts import END, definition_name, places_of

Place = tuple[str, ...]
"""The name of a definition, and of a field or value in it; `END` stands for the end of what holds it."""

Comments = Mapping[Place, Sequence[str]]
"""The lines to write above a place, each with its number sign."""


def comments_of(text: str) -> Comments:
    """Return the comments of an SDL text.

    A comment is about what it stands above, within, or behind on the same line. What stands above a closing
    bracket or the end of the text stays there.
    """
    document = parse(text)
    spans = [(node, place) for definition in document.definitions for node, place in _places(definition)]
    starts = {_location(node).start: place for node, place in spans}
    found: dict[Place, list[str]] = defaultdict(list)
    token: Token | None = _location(document).start_token
    while token is not None:
        if token.kind is TokenKind.COMMENT:
            found[_place(token, spans, starts)].append(f"#{token.value}")
        token = token.next
    return found


def _places(definition: Any) -> Iterator[tuple[Node, Place]]:
    name = definition_name(definition)
    yield definition, (name,)
    for place in places_of(definition):
        yield place, (name, place.name.value)


def _location(node: Node) -> Any:
    assert node.loc is not None
    return node.loc


def _place(comment: Token, spans: Sequence[tuple[Node, Place]], starts: Mapping[int, Place]) -> Place:
    before, after = comment.prev, comment.next
    while after is not None and after.kind is TokenKind.COMMENT:
        after = after.next
    assert before is not None
    assert after is not None
    if before.line == comment.line and (owner := _around(before.start, spans)):
        return owner
    within = _around(comment.start, spans)
    if len(within) == 2:
        return within
    if after.kind in (TokenKind.BRACE_R, TokenKind.EOF):
        return (*within, END)
    return starts.get(after.start, within)


def _around(position: int, spans: Sequence[tuple[Node, Place]]) -> Place:
    """Return the innermost place that a position lies in, () where that is none."""
    around = [place for node, place in spans if _location(node).start <= position < _location(node).end]
    return max(around, key=len, default=())
