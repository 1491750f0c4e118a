"""Takes the SDL of a contract apart into named pieces that can be merged, and puts it together again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphql import DefinitionNode, Node, SchemaDefinitionNode, parse, print_ast

Parts = dict[str, Any]
"""By the name of a definition: what it is, its directives, and its fields or values, each with its own."""

HEAD = "(itself)"
SAID = "(description)"


def taken_apart(text: str) -> Parts:
    """Return the pieces of an SDL text; comments are left out."""
    return {_name(node): _definition(node) for node in parse(text, no_location=True).definitions}


def put_together(parts: Mapping[str, Any]) -> str:
    """Return the SDL text of pieces."""
    return "\n\n".join(_text(piece) for piece in parts.values()) + "\n"


def _name(node: DefinitionNode) -> str:
    return "schema" if isinstance(node, SchemaDefinitionNode) else str(node.name.value)  # type: ignore[attr-defined]


def _definition(node: Any) -> Parts:
    inner = "values" if getattr(node, "values", None) else "fields"
    places = getattr(node, inner, None) or ()
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


def _text(piece: Mapping[str, Any]) -> str:
    marks = " ".join(value for key, value in piece.items() if key.startswith("@"))
    places = [value for key, value in piece.items() if key not in (HEAD, SAID) and not key.startswith("@")]
    head, body = str(piece[HEAD]), ""
    if head.startswith("schema"):
        head, _, body = head.partition(" {")
        body = f" {{{body}"
    elif " = " in head and not places:
        head, _, body = head.partition(" = ")
        body = f" = {body}"
    if places:
        body = " {\n" + "".join(f"  {_line(place)}\n" for place in places) + "}"
    said = f"{piece[SAID]}\n" if SAID in piece else ""
    return said + f"{head} {marks}".rstrip() + body


def _line(place: Mapping[str, Any]) -> str:
    marks = [value for key, value in place.items() if key.startswith("@")]
    separator = "\n    " if any(mark.startswith("@server") for mark in marks) else " "
    said = f"{place[SAID]}\n  " if SAID in place else ""
    return said + separator.join((str(place[HEAD]), *marks))
