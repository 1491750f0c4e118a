"""What an exchange shows on the level of HTTP."""

from __future__ import annotations

from email.message import Message
from functools import lru_cache
from typing import Final

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import Response

JSON: Final = "application/json"
GRAPHQL_RESPONSE: Final = "application/graphql-response+json"

REFUSED_BY_HTTP: Final = frozenset({401, 403, 407, 408, 413, 414, 429, 431, 451})
"""Statuses with which a server, or a gateway before it, refuses a request without having looked at
its GraphQL: GraphQL over HTTP leaves the body of such an answer open."""


def is_usual_request(observation: Observation) -> bool:
    """Whether the request is the usual POST of JSON, well-formed in the sense of GraphQL over HTTP."""
    return observation.case.raw is None


def has_body_fault(observation: Observation, kind: str) -> bool:
    """Whether the case is about this fault of the body, and the answer is one that the server stands by."""
    response, fault = observation.exchange.response, observation.case.fault
    return response is not None and response.status < 500 and fault is not None and fault.kind == kind


def media_type(response: Response) -> str | None:
    """Return the media type in lower case and without parameters, None where there is no such header."""
    header = response.headers.get("content-type")
    return None if header is None else _parsed(header)[0]


def charset(response: Response) -> str | None:
    """Return the declared charset in lower case, None where none is declared."""
    return _parsed(response.headers.get("content-type", ""))[1]


def is_utf8(body: bytes) -> bool:
    """Whether the bytes are UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refuses(status: int) -> bool:
    """Whether a status is one of 4xx: the request is at fault."""
    return 400 <= status <= 499


@lru_cache(maxsize=256)
def _parsed(header: str) -> tuple[str, str | None]:
    """Return the media type and the charset that a header declares: a server has few of them, and many answers."""
    message = Message()
    message["content-type"] = header
    return message.get_content_type(), message.get_content_charset() or None
