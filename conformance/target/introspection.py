"""Gets the schema of a target: from itself, or from a file."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_client_schema, build_schema, get_introspection_query

from kraken_conformance.exceptions import TargetUnavailable, UsageError, why
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.target.auth.login import IS_IT_UP
from kraken_conformance.target.client import TargetClient

INTROSPECTION = get_introspection_query(descriptions=True)


_NOTHING_HERE = frozenset({404, 405, 410})
"""Statuses of an address that takes no POST: whatever the body looks like, there is no endpoint."""


def introspect(client: TargetClient, server: str) -> dict[str, Any] | None:
    """Return the result of the introspection query, or None where the target refuses to answer it.

    Raises `TargetUnavailable` where there is no answer, or one that GraphQL could not have made.
    """
    exchange = client.post(server, INTROSPECTION)
    body = graphql_body(exchange, server)
    data = body.get("data")
    if isinstance(data, dict) and isinstance(data.get("__schema"), dict):
        return data
    return None


def graphql_body(exchange: Exchange, server: str) -> dict[str, Any]:
    """Return the body of an answer to the harness's own query. Raises `TargetUnavailable` where it is none."""
    url = exchange.request.url
    if exchange.response is None:
        plain = "WRONG_VERSION_NUMBER" in str(exchange.failure)
        raise TargetUnavailable(
            f"{server} at {url} did not answer: {exchange.failure}. Tried: a POST of the introspection query. "
            + ("The port seems to speak plain HTTP: write http://." if plain else IS_IT_UP)
        )
    body = exchange.response.json()
    nothing_here = exchange.response.status in _NOTHING_HERE
    if nothing_here or not isinstance(body, dict) or not ({"data", "errors"} & body.keys()):
        kind = exchange.response.headers.get("content-type", "no content type")
        raise TargetUnavailable(
            f"{server} at {url} does not speak GraphQL: a POST of the introspection query was answered with "
            f"status {exchange.response.status} and {kind}. Give the address of the GraphQL endpoint."
        )
    return body


def schema_from(introspection: dict[str, Any]) -> GraphQLSchema:
    """Build a schema from the result of an introspection query.

    Raises `TargetUnavailable` where the result contradicts itself.
    """
    try:
        return build_client_schema(introspection, assume_valid=True)  # type: ignore[arg-type]
    except (GraphQLError, TypeError, KeyError, AttributeError, ValueError) as error:
        raise TargetUnavailable(f"The target's introspection result is no schema: {error}") from None


def schema_text(path: Path) -> str:
    """Return the text of a file that holds a schema. Raises `UsageError` where it holds none."""
    try:
        text = path.read_text("utf-8")
        read_schema(text)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--schema {path}: it cannot be read ({why(error)}).") from None
    except UsageError as error:
        raise UsageError(f"--schema {path}: {error}") from None
    return text


@lru_cache(maxsize=4)
def read_schema(text: str) -> GraphQLSchema:
    """Read a schema from SDL or from introspection JSON, each text once. Raises `UsageError` where it is neither."""
    if not text.lstrip().startswith("{"):
        try:
            return build_schema(text, assume_valid=True)
        except (GraphQLError, TypeError) as error:
            raise UsageError(f"this is no SDL: {error}") from None
    try:
        content = json.loads(text)
        return schema_from(content.get("data", content))
    except (ValueError, TargetUnavailable) as error:
        raise UsageError(f"this is no introspection result: {error}") from None
