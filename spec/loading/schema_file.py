"""Reads the schema of a server from a file: SDL, or the JSON of an introspection."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, build_ast_schema, build_client_schema, parse
from graphql.validation.validate import validate_sdl

from kraken_conformance.spec.exceptions import ImportFailure, Problem
from kraken_conformance.spec.loading.comment_descriptions import with_comment_descriptions
from kraken_conformance.spec.loading.text_file import read_text

GIVE = "Give SDL, or the JSON of a whole introspection."

_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body)\b", re.IGNORECASE)
_MOST_SHOWN = 200


def read_schema(path: str | Path) -> GraphQLSchema:
    """Read a schema. Raises `ImportFailure` with the line of the first error, as `parse_schema` does."""
    return parse_schema(schema_text(Path(path)), str(path))


def schema_text(path: Path) -> str:
    """Return the text of a schema file, whatever its encoding. Raises `ImportFailure` where it is no text."""
    return read_text(path, "Name a schema file.")


def parse_schema(text: str, source: str) -> GraphQLSchema:
    """Make a schema of a text. Raises `ImportFailure`, naming the `source`, with the line of the first error.

    Introspection may be the answer as it came (`{"data": {"__schema": …}}`), what is in `data`, or what is in
    `__schema`; SDL may be the answer to a federated service's question for it (`{"data": {"_service": …}}`).
    """
    begin = text.lstrip()[:1]
    if not begin:
        raise _failure(source, None, "The file is empty.")
    if begin in ("{", "["):
        return _from_json(source, text)
    if _PAGE.match(text):
        raise _failure(source, None, f"This is a page of HTML or XML, no schema: {_shown(text)}.")
    return _from_sdl(source, text)


def _from_sdl(source: str, text: str) -> GraphQLSchema:
    try:
        document = _parsed(text)
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else None
        raise _failure(source, line, f"This is no SDL: {error.message}.") from None
    if not document.definitions:
        raise _failure(source, None, "There is no definition.")
    try:
        # Interfaces that are not listed and directives that are not defined are no reason to refuse a schema.
        return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)
    except (GraphQLError, TypeError) as error:
        found = validate_sdl(document)
        raise _failure(source, None, found[0].message if found else str(error)) from None


def _parsed(text: str) -> DocumentNode:
    """Parse SDL. Where it has the old form, comments are the descriptions of what has none."""
    if '"""' in text or not text.count("\n#") + text.count("\n  #"):
        return parse(text, no_location=True)
    return with_comment_descriptions(parse(text))


def _from_json(source: str, text: str) -> GraphQLSchema:
    try:
        answer: Any = json.loads(text)
    except RecursionError:
        raise _failure(source, None, "This is no introspection: it is nested too deeply.") from None
    except ValueError as error:
        raise _failure(source, getattr(error, "lineno", None), f"This is no JSON: {error}.") from None
    if isinstance(answer, list) and len(answer) == 1:  # the answer to a batch of one
        answer = answer[0]
    data = _data(answer)
    if data is None:
        raise _failure(source, None, _instead(answer))
    if isinstance(sdl := data.get("_service"), dict) and isinstance(sdl.get("sdl"), str):
        return _from_sdl(source, sdl["sdl"])
    try:
        return build_client_schema(data, assume_valid=True)  # type: ignore[arg-type]
    except (GraphQLError, TypeError, KeyError, AttributeError, ValueError, RecursionError) as error:
        raise _failure(source, None, f"This is no introspection: {error}.") from None


def _data(answer: Any) -> dict[str, Any] | None:
    """Return what an introspection query has as its data, None where there is none."""
    if not isinstance(answer, dict):
        return None
    inner = answer.get("data")
    for data in (answer, inner):
        if isinstance(data, dict) and ("__schema" in data or "_service" in data):
            return data
    for schema in (answer, inner):
        if isinstance(schema, dict) and isinstance(schema.get("types"), list):
            return {"__schema": schema}
    return None


def _instead(answer: Any) -> str:
    """Say what JSON is there in place of an introspection."""
    if not isinstance(answer, dict):
        return "This is no introspection, but JSON of another kind."
    errors = answer.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    message = (
        first.get("message") if isinstance(first, dict) else answer.get("message") or answer.get("error")
    )
    if isinstance(message, str):
        return f"This is an error message that was saved in place of a schema: {_shown(message)}."
    keys = ", ".join(map(str, list(answer)[:5])) or "nothing"
    return f"This is no introspection: the object has no `__schema`, but {keys}."


def _shown(text: str) -> str:
    return " ".join(text[:_MOST_SHOWN].split())


def _failure(source: str, line: int | None, message: str) -> ImportFailure:
    return ImportFailure([Problem(source, line, message, GIVE)])
