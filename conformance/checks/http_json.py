"""The check of http.json."""

import json
from codecs import BOM_UTF8
from typing import NoReturn

from kraken_conformance.checks._shared.http_facts import HTML, JSON, is_usual_request, is_utf8, media_type
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import GRAPHQL_RESPONSE, REFUSED_UNREAD
from kraken_conformance.model.json_answer import NOT_JSON
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json
from kraken_conformance.spec import Level

_SHOWN = 60  # bytes of a body that is no JSON


def _promises_json(observation: Observation) -> bool:
    """Whether a well-formed request was answered by GraphQL, or with what stands where its answer should be."""
    response = observation.exchange.response
    if response is None or response.status >= 500 or not is_usual_request(observation):
        return False
    if observation.is_graphql:
        return True
    declared = media_type(response)
    if declared in (JSON, GRAPHQL_RESPONSE):
        return response.status not in REFUSED_UNREAD
    return 200 <= response.status <= 299 and declared != HTML


@check("http.json", applies=_promises_json)
def http_json(observation: Observation) -> Violations:
    """The answer to a well-formed request is JSON in UTF-8.

    A status of 5xx is the business of http.no-server-error. A page of HTML, and the body of an answer by which a
    gateway refuses a request (401, 429, and so on), are from somebody else.

    An object that has a key twice is another one to each parser. RFC 8259, section 4, says that keys should be unique:
    it weighs less.

    Source: GraphQL over HTTP, Response: a well-formed request is answered with a well-formed GraphQL
    response; RFC 8259 for what JSON is: UTF-8 without a byte order mark, and no NaN or Infinity.
    """
    response = observation.exchange.response
    assert response is not None
    if observation.json is NOT_JSON or not _is_strict(response.body):
        yield Violation((), "a body that is JSON in UTF-8", _shown(response.body))
    elif (key := observation.repeated_key) is not None:
        expected = "objects that have each key once"
        yield Violation((), expected, f"{short_json(key)} twice", Level.SHOULD, topic="repeated key")


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
