"""Takes the SDL of a contract apart into named pieces that can be merged, and puts it together again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from graphql import DefinitionNode, Node, SchemaDefinitionNode, parse, print_ast

Parts = dict[str, Any]
"""By the name of a definition: what it is, its directives, and its fields or values, each with its own."""

HEAD = "(itself)"
SAID = "(description)"
END = "(end)"
"""Stands for the end of a definition or of the text, above which comments may stand."""


def taken_apart(text: str) -> Parts:
    """Return the pieces of an SDL text; comments are left out."""
    return {definition_name(node): _definition(node) for node in parse(text, no_location=True).definitions}


def put_together(parts: Mapping[str, Any], comments: Mapping[tuple[str, ...], Sequence[str]]) -> str:
    """Return the SDL text of pieces, with the comments of those that are there (see `comments_of`)."""

    def above(*place: str, indent: str = "") -> str:
        return "".join(f"{indent}{line}\n" for line in comments.get(place, ()))

    texts = (above(name) + _text(piece, partial(above, name, indent="  ")) for name, piece in parts.items())
    last = above(END)
    return "\n\n".join((*texts, *([last.rstrip("\n")] if last else ()))) + "\n"


def definition_name(node: DefinitionNode) -> str:
    """Return the name of a definition; a schema has none of its own."""
    return "schema" if isinstance(node, SchemaDefinitionNode) else str(node.name.value)  # type: ignore[attr-defined]


def places_of(node: Any) -> Sequence[Any]:
    """Return the nodes of the fields or values of a definition."""
    return getattr(node, "values", None) or getattr(node, "fields", None) or ()


def _definition(node: Any) -> Parts:
    inner = "values" if getattr(node, "values", None) else "fields"
    places = places_of(node)
    bare = replace(node, directives=(), description=None, **({inner: ()} if places else {}))
    return {
        **_said(node),
        HEAD: print_ast(bare),
        **_directives(node),
        **{place.name.value: _place(place) for place in places},
    }


def _place(node: Any) -> Parts:
    head = print_ast(replace(node, directives=(), description=None))
    return {**_said(node), HEAD: head, **_directives(node)}


def _said(node: Any) -> dict[str, str]:
    description = getattr(node, "description", None)
    return {} if description is None else {SAID: print_ast(description)}


def _directives(node: Node) -> dict[str, str]:
    """Return the directives of a node by a name that tells repeated ones apart: by their first argument."""
    found: dict[str, str] = {}
    for directive in getattr(node, "directives", None) or ():
        key = f"@{directive.name.value}"
        if directive.name.value == "formatOf":
            key += f" {print_ast(directive.arguments[0].value)}"
        found[key] = print_ast(directive)
    return found


def _text(piece: Mapping[str, Any], above: Callable[[str], str]) -> str:
    marks = " ".join(value for key, value in piece.items() if key.startswith("@"))
    places = {
        key: value for key, value in piece.items() if key not in (HEAD, SAID) and not key.startswith("@")
    }
    head, body = str(piece[HEAD]), ""
    if head.startswith("schema"):
        head, _, body = head.partition(" {")
        body = f" {{{body}"
    elif " = " in head and not places:
        head, _, body = head.partition(" = ")
        body = f" = {body}"
    if places:
        lines = (f"{above(name)}  {_line(place)}\n" for name, place in places.items())
        body = " {\n" + "".join(lines) + above(END) + "}"
    said = f"{piece[SAID]}\n" if SAID in piece else ""
    return said + f"{head} {marks}".rstrip() + body


def _line(place: Mapping[str, Any]) -> str:
    marks = [value for key, value in place.items() if key.startswith("@")]
    separator = "\n    " if any(mark.startswith("@server") for mark in marks) else " "
    said = f"{place[SAID]}\n  " if SAID in place else ""
    return said + separator.join((str(place[HEAD]), *marks))
