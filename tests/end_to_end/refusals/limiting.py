"""Gateways that limit how large a request may be, in the forms in which servers say so."""

from __future__ import annotations

from collections.abc import Callable

from kraken_conformance.operations.document_limits import document_extent
from kraken_conformance.server.http.web import HttpAnswer, answer
from tests.end_to_end.refusals.gateway import Asked, Before, refused

Form = Callable[[str], HttpAnswer]

FORMS: dict[str, Form] = {
    "200": refused,
    "400": lambda message: refused(message, 400),
    "413": lambda message: refused(message, 413),
    "422": lambda message: refused(message, 422),
    "html": lambda message: HttpAnswer(
        413, b"<h1>Request Entity Too Large</h1>", {"content-type": "text/html"}
    ),
    "json": lambda message: answer(400, {"message": message}),
    "code": lambda message: refused(message, 200, errorCode="KT-CT-1188", errorType="VALIDATION"),
    "engine": lambda message: refused(message, 200, code="GRAPHQL_VALIDATION_FAILED"),
}


def limiting(kind: str, most: int, form: str = "200", *, after_skip: bool = False) -> Before:
    """Return what refuses larger requests than allowed. With `after_skip`, what is skipped does not count."""

    def before(asked: Asked) -> HttpAnswer | None:
        if "__schema" in asked.document or (after_skip and "@skip" in asked.document):
            return None
        aliases, depth, tokens = document_extent(asked.document)
        sizes = {
            "aliases": aliases,
            "depth": depth,
            "tokens": tokens,
            "body": len(asked.request.body),
            "braces": most_open(asked.document),
        }
        if sizes[kind] <= most:
            return None
        return FORMS[form](f"The {kind} of {sizes[kind]} exceeds what is allowed.")

    return before


def most_open(document: str) -> int:
    """Return how many braces are open at once, wherever they are: the depth as a simple gateway counts it."""
    most = depth = 0
    for character in document:
        depth += {"{": 1, "}": -1}.get(character, 0)
        most = max(most, depth)
    return most
