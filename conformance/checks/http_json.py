"""The check of http.json."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import NoReturn

from kraken_conformance.checks._shared.http_facts import (
    GRAPHQL_RESPONSE,
    JSON,
    REFUSED_BY_HTTP,
    is_usual_request,
    is_utf8,
    media_type,
)
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import NOT_JSON
from kraken_conformance.model.violation import Violation

_SHOWN = 60  # bytes of a body that is no JSON


def _promises_json(observation: Observation) -> bool:
    """Whether the server looked at a well-formed request, or says of its answer that it is JSON."""
    response = observation.exchange.response
    if response is None or response.status >= 500 or not is_usual_request(observation):
        return False
    return response.status not in REFUSED_BY_HTTP or media_type(response) in (JSON, GRAPHQL_RESPONSE)


@check("http.json", applies=_promises_json)
def http_json(observation: Observation) -> Iterator[Violation]:
    """The answer to a well-formed request is JSON in UTF-8.

    A status of 5xx is the business of http.no-server-error. The body of an answer by which a gateway
    refuses a request (401, 429, and so on) may be anything, unless it is declared as JSON.

    Source: GraphQL over HTTP, Response: a well-formed request is answered with a well-formed GraphQL
    response; RFC 8259 for what JSON is: UTF-8 without a byte order mark, and no NaN or Infinity.
    """
    response = observation.exchange.response
    assert response is not None
    if observation.json is NOT_JSON or not _is_strict(response.body):
        yield Violation((), "a body that is JSON in UTF-8", _shown(response.body))


def _is_strict(body: bytes) -> bool:
    """Whether what Python reads as JSON is JSON by its specification."""
    if body.startswith(BOM_UTF8) or not is_utf8(body):
        return False
    if b"NaN" not in body and b"Infinity" not in body:
        return True
    try:
        json.loads(body, parse_constant=_refuse)
    except ValueError:
        return False
    return True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _shown(body: bytes) -> str:
    if not body:
        return "an empty body"
    start = body[:_SHOWN].decode("utf-8", "replace")
    return start if len(body) <= _SHOWN else f"{start}…"
