"""A request together with its response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kraken_conformance.model.case import Case, Taken
from kraken_conformance.model.json_answer import read_json

REFUSED_UNREAD: Final = frozenset({401, 403, 407, 408, 413, 414, 429, 431, 451})
"""Statuses with which a server, or a gateway before it, refuses a request without having read its GraphQL:
who asks is refused, or how often, or how much. GraphQL over HTTP leaves the body of such an answer open."""

GRAPHQL_RESPONSE: Final = "application/graphql-response+json"


GATEWAY_STATUSES = frozenset({502, 503, 504, *range(520, 528), 530})
"""What a gateway answers when the application did not: by RFC 9110, and by Cloudflare, which has its own."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent. Header names are as sent; `body` is empty where there was none."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Response:
    """What came back. Header names are in lower case; `elapsed` is in seconds, to the last byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed: float

    def json(self) -> Any:
        """Return the content as JSON, or `NOT_JSON`. The encoding is UTF-8, as GraphQL over HTTP asks."""
        return read_json(self.body)[0]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A case as it was sent, with the values that it took, and what came back.

    Exactly one of `response`, `failure` and `missing` is there: `failure` says in words why there was no
    response (a timeout, a connection that was reset); `missing` is the value that no earlier step gave,
    so that the case was not sent. `started` is in seconds since the run began.
    `attempts` is how often the request was sent until it was answered; of `uncertain` attempts before
    the last one it is not known whether they reached the application. `number` is the place of the request among all
    that its sender sent, from 1; 0 where that is not known. `rivals` are the exchanges of the same request that
    were made at the same moment.
    """

    case: Case
    request: Request
    response: Response | None
    failure: str | None = None
    started: float = 0.0
    before: tuple[Exchange, ...] = field(default=())
    attempts: int = 1
    uncertain: int = 0
    missing: Taken | None = None
    number: int = 0
    rivals: tuple[Exchange, ...] = field(default=())
