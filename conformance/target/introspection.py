"""Gets the schema of a target: from itself, or from a file."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_client_schema

from kraken_conformance.exceptions import TargetUnavailable, UsageError
from kraken_conformance.spec.loading import schema_file
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.first_contact import graphql_body, shown
from kraken_conformance.target.introspection_query import (
    EVERYTHING,
    PLAIN,
    WHAT_IS_KNOWN,
    query_for,
    without_fragments,
)
from kraken_conformance.target.schema_soundness import unsound
from kraken_conformance.target.transport.limits import OBSERVED


@dataclass(frozen=True, slots=True)
class Introspection:
    """What came of asking a server for its schema.

    `query` is the query that it `answered` with a schema, the richest where it refused all. `data` is the result,
    None where there is none to work with; then `problem` says why. Where `data` is only what an operation without
    fragments gave, because the answer to `query` is no schema, `problem` says what is wrong with that answer.
    """

    query: str
    data: dict[str, Any] | None
    problem: str | None = None
    answered: bool = True


def introspect(client: TargetClient, server: str) -> Introspection:
    """Ask a server for its schema: for all that the edition has, and where it does not know that, for what it knows.

    Raises `TargetUnavailable` where there is no answer, or one that GraphQL could not have made.
    """
    query = EVERYTHING
    data, refusal = _ask(client, server, query)
    if data is None:
        known = client.post(server, WHAT_IS_KNOWN).response
        body = None if known is None else known.json()
        asked = query_for(body.get("data")) if isinstance(body, dict) and body.get("data") else PLAIN
        for query in dict.fromkeys((asked, PLAIN)):
            data, words = _ask(client, server, query)
            refusal = words or refusal
            if data is not None:
                break
    if data is None:
        unread = refusal is not None and refusal.startswith(OBSERVED)
        what = "the target's schema cannot be read" if unread else "the target refuses introspection"
        return Introspection(EVERYTHING, None, f"{what} ({refusal})", answered=False)
    if client.over is not None:  # what follows takes seconds where there are many types
        raise TargetUnavailable(f"{server} could not be looked at: {client.over}")
    broken = _problem(data)
    if broken is None:
        return Introspection(query, data)
    problem = f"the target's answer to the introspection query is no schema ({broken})"
    whole, _ = _ask(client, server, without_fragments(query))
    usable = whole is not None and _problem(whole) is None
    return Introspection(query, whole if usable else None, problem)


def schema_from(introspection: dict[str, Any]) -> GraphQLSchema:
    """Build a schema from the result of an introspection query.

    Raises `TargetUnavailable` where the result contradicts itself.
    """
    problem = _problem(introspection)
    if problem is not None:
        raise TargetUnavailable(f"The target's introspection result is no schema: {problem}")
    return build_client_schema(introspection, assume_valid=True)  # type: ignore[arg-type]


def schema_text(path: Path) -> str:
    """Return the text of a file that holds a schema. Raises `UsageError` where it holds none."""
    try:
        text = schema_file.schema_text(path)
        schema_file.parse_schema(text, str(path))
    except UsageError as error:
        raise UsageError(f"--schema {error}") from None
    return text


@lru_cache(maxsize=4)
def read_schema(text: str) -> GraphQLSchema:
    """Read a schema from SDL or from introspection JSON, each text once. Raises `UsageError` where it is neither."""
    return schema_file.parse_schema(text, "the schema")


def _ask(client: TargetClient, server: str, query: str) -> tuple[dict[str, Any] | None, str | None]:
    """Return the data of an answer with a schema, else None and what the server said instead."""
    exchange = client.post(server, query)
    if exchange.failure is not None and exchange.failure.startswith(OBSERVED):
        return None, exchange.failure
    body = graphql_body(exchange, server, client.settings)
    data = body.get("data")
    if isinstance(data, dict) and isinstance(data.get("__schema"), dict):
        return data, None
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    message = first.get("message") if isinstance(first, dict) else None
    if isinstance(message, str) and message.strip():
        return None, f'"{shown(message, client.settings)}"'
    return None, "it gave no reason"


def _problem(data: dict[str, Any]) -> str | None:
    """Return why no schema can be made of the result of an introspection query, None where one can."""
    if (key := next(schema_file.no_texts(data), None)) is not None:
        return f"a {key} is no text"
    try:
        return unsound(build_client_schema(data, assume_valid=True))  # type: ignore[arg-type]
    except (GraphQLError, TypeError, KeyError, AttributeError, ValueError, RecursionError) as error:
        return shown(schema_file.what_is_wrong(error))
