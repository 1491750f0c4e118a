"""Descriptions in the form that SDL had before 2018: comments straight above what they describe."""

from dataclasses import replace
from typing import Any

from graphql import DocumentNode, StringValueNode, TokenKind

PARTS = ("fields", "arguments", "values")


def with_comment_descriptions(document: DocumentNode) -> DocumentNode:
    """Return a document in which whatever has no description has the comment above it as one.

    The document has to know its locations; the result shares what is unchanged.
    """
    return replace(document, definitions=tuple(_described(node) for node in document.definitions))


def _described(node: Any) -> Any:
    changes: dict[str, Any] = {
        part: tuple(map(_described, getattr(node, part))) for part in PARTS if getattr(node, part, None)
    }
    if hasattr(node, "description") and node.description is None and (text := _comment_above(node)):
        changes["description"] = StringValueNode(value=text, block=True)
    return replace(node, **changes) if changes else node


def _comment_above(node: Any) -> str:
    lines: list[str] = []
    token = node.loc.start_token
    line, token = token.line, token.prev
    while token is not None and token.kind is TokenKind.COMMENT and token.line == line - 1:
        lines.append(token.value)
        line, token = token.line, token.prev
    indent = min((len(text) - len(text.lstrip()) for text in lines if text.strip()), default=0)
    return "\n".join(text[indent:] for text in reversed(lines)).strip()
