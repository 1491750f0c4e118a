"""Reads the schema of a server from a file: SDL, or the JSON of an introspection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_ast_schema, build_client_schema, parse
from graphql.validation.validate import validate_sdl

from kraken_conformance.spec.exceptions import ImportFailure, Problem


def read_schema(path: str | Path) -> GraphQLSchema:
    """Read a schema. Raises `ImportFailure` with the line of the first error.

    Introspection may be the answer as it came (`{"data": {"__schema": …}}`) or only what is in `data`.
    """
    path = Path(path)
    text = _text(path)
    return _from_introspection(path, text) if text.lstrip()[:1] in ("{", "[") else _from_sdl(path, text)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _failure(
            path, None, f"{error.strerror or 'It cannot be read'}.", "Name a schema file."
        ) from None
    except UnicodeDecodeError:
        raise _failure(path, None, "The file is not UTF-8.", "Save it as UTF-8.") from None


def _from_sdl(path: Path, text: str) -> GraphQLSchema:
    remedy = "Give SDL, or the JSON of an introspection."
    try:
        document = parse(text, no_location=True)
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else None
        raise _failure(path, line, f"{error.message}.", remedy) from None
    if not document.definitions:
        raise _failure(path, None, "There is no definition.", remedy)
    try:
        # Interfaces that are not listed and directives that are not defined are no reason to refuse a schema.
        return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)
    except (GraphQLError, TypeError) as error:
        found = validate_sdl(document)
        raise _failure(path, None, found[0].message if found else str(error), remedy) from None


def _from_introspection(path: Path, text: str) -> GraphQLSchema:
    remedy = "Give the JSON of a whole introspection, or SDL."
    try:
        answer: Any = json.loads(text)
    except ValueError as error:
        raise _failure(path, getattr(error, "lineno", None), f"This is no JSON: {error}.", remedy) from None
    try:
        data = answer.get("data", answer)
        return build_client_schema(data, assume_valid=True)
    except (GraphQLError, TypeError, KeyError, AttributeError) as error:
        raise _failure(path, None, f"This is no introspection: {error}.", remedy) from None


def _failure(path: Path, line: int | None, message: str, remedy: str) -> ImportFailure:
    return ImportFailure([Problem(str(path), line, message, remedy)])
