"""HTTP requests and answers as values, apart from any web server."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request for one site. Header names are in lower case; `query` is the raw query string.

    `authorization` is the header in which the platform has its tokens, None where it was not sent.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    authorization: str | None = None


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The answer to a request. `headers` come beside Content-Length, which is added when it is sent."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[HttpRequest], HttpAnswer]


def encode(content: Any) -> bytes:
    """Return a value as JSON in UTF-8, with what UTF-8 cannot hold as an escape."""
    try:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(content, separators=(",", ":")).encode()


def answer(
    status: int, content: Any, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> HttpAnswer:
    """Return an answer that holds a value as JSON."""
    return HttpAnswer(
        status, encode(content), {"content-type": f"{media_type}; charset=utf-8", **(headers or {})}
    )


def refuse(
    status: int, message: str, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> HttpAnswer:
    """Return an answer that says, in the form of a GraphQL error, why a request is not one."""
    return answer(status, {"errors": [{"message": message}]}, media_type, headers)
