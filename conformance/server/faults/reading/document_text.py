"""Faults in how the characters of a document are read: comments, escapes, block strings."""

import json
import re

from graphql import (
    OperationDefinitionNode,
)

from kraken_conformance.server.faults.parts.fault import Fault
from kraken_conformance.server.faults.reading.document_hooks import (
    ROOTS,
    Body,
    on_body,
    reading_fault,
)


def _cut_at_a_comment(body: Body, _: list[OperationDefinitionNode]) -> Body:
    before, sign, _rest = body["query"].partition("#")
    return {**body, "query": f"{before}{{"} if sign else body


def _rewritten(body: Body, old: str, new: str) -> Body:
    return {**body, "query": body["query"].replace(old, new)}


def _without_comments(body: Body, _: list[OperationDefinitionNode]) -> Body:
    """Return the request without what stands after a number sign in a line, in texts too."""
    return {**body, "query": re.sub(r"#.*", "", body["query"])} if "#" in body["query"] else body


def _names_of_blocks_kept(body: Body, _: list[OperationDefinitionNode]) -> Body:
    """Take what stands between the marks of a block string as it is."""
    parts = body["query"].split('"""')
    if len(parts) == 1:
        return body
    texts = (json.dumps(part) if place % 2 else part for place, part in enumerate(parts))
    return {**body, "query": "".join(texts)}


def _no_block_strings(body: Body, _: list[OperationDefinitionNode]) -> Body:
    """Return the request with a syntax error where it has a block string."""
    return {**body, "query": f"}} {body['query']}"} if '"""' in body["query"] else body


FAULTS: tuple[Fault, ...] = (
    reading_fault(
        "escapes-not-decoded",
        "type-by-name",
        "An escaped character of a text in a document stays as it is written.",
        on_body(lambda body, _: _rewritten(body, r"\u00", r"\\u00")),
    ),
    reading_fault(
        "escapes-in-braces-not-decoded",
        "type-by-name",
        "An escaped character in braces stays as it is written.",
        on_body(lambda body, _: _rewritten(body, r"\u{", r"\\u{")),
    ),
    reading_fault(
        "block-strings-keep-indentation",
        "type-by-name",
        "The text of a block string has the white space of the document.",
        on_body(_names_of_blocks_kept),
    ),
    reading_fault(
        "byte-order-mark-refused",
        ROOTS,
        "A document that begins with a byte order mark is refused.",
        on_body(lambda body, _: {**body, "query": "{"} if body["query"][:1] == "\ufeff" else body),
    ),
    reading_fault(
        "comments-cut-within-texts",
        "type-by-name",
        "Comments are cut out of a document before it is read, and what stands after # in a text with them.",
        on_body(_without_comments),
    ),
    Fault(
        "line-ends-counted-twice",
        "error.locations",
        "A carriage return and a line feed are counted as the ends of two lines.",
        on_body(lambda body, _: _rewritten(body, "\r\n", "\n\n")),
    ),
    reading_fault(
        "comments-refused",
        ROOTS,
        "A document with a comment is refused.",
        on_body(_cut_at_a_comment),
        "type-by-name",
    ),
    Fault(
        "escapes-kept-here",
        "shape.echo",
        "Escaped line ends in a document stay as they are written.",
        on_body(lambda body, _: _rewritten(body, r"\n", r"\\n")),
        "createAccountReference",
    ),
    Fault(
        "block-string-refused-here",
        "input.valid-accepted",
        "Block strings are a syntax error.",
        on_body(_no_block_strings),
        "cancelRepaymentRequest",
    ),
)
