"""GraphQL over HTTP: from an HTTP request to what GraphQL needs, or to a refusal.

Source: the GraphQL over HTTP specification, and RFC 9110 for methods and content negotiation.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from kraken_conformance.server.http.web import GRAPHQL_JSON, JSON, HttpAnswer, HttpRequest, refuse

MAX_DEPTH = 200
"""How deep variables may be nested."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a request asks GraphQL to do."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


class BadRequestError(Exception):
    """A request that is not well-formed. Holds the answer's status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@lru_cache(maxsize=256)
def negotiate(accept: str | None) -> str | None:
    """Return the media type to answer with, None where none of ours is acceptable.

    Without the header, and for `*/*`, it is application/json. Equal weights prefer what comes first.
    """
    if accept is None or not accept.strip():
        return JSON
    best, chosen = 0.0, None
    for entry in accept.split(","):
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        offered = {JSON: JSON, GRAPHQL_JSON: GRAPHQL_JSON, "*/*": JSON, "application/*": JSON}.get(name)
        weight = _weight(parameters)
        if offered and weight > best and _utf8(parameters):
            best, chosen = weight, offered
    return chosen


def _weight(parameters: list[str]) -> float:
    text = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return float(text)
    except ValueError:
        return 0.0


def _utf8(parameters: list[str]) -> bool:
    charset = next((part[8:].strip('"') for part in parameters if part.startswith("charset=")), "utf-8")
    return charset in ("utf-8", "utf8")


def read_parameters(request: HttpRequest) -> Parameters:
    """Read the parameters of a GET or POST request. Raises `BadRequestError`."""
    if request.method == "GET":
        return _checked(_from_url(request.query))
    _check_content_type(request.headers.get("content-type"))
    return _checked(_from_body(request.body))


def refusal(error: BadRequestError, media_type: str) -> HttpAnswer:
    """Return the answer to a request that is not well-formed."""
    return refuse(error.status, str(error), media_type)


def _check_content_type(value: str | None) -> None:
    if value is None:
        raise BadRequestError(415, "POST needs a Content-Type: send application/json.")
    name, *parameters = (part.strip().lower() for part in value.split(";"))
    if name != JSON or not _utf8(parameters):
        raise BadRequestError(415, "The Content-Type must be application/json in UTF-8.")


def _from_body(body: bytes) -> Any:
    if not body.strip():
        raise BadRequestError(400, "The request has no body.")
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise BadRequestError(400, "The body is not UTF-8.") from None
    except RecursionError:
        raise BadRequestError(400, "The body is nested too deeply.") from None
    except ValueError:
        raise BadRequestError(400, "The body is not JSON.") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _from_url(query: str) -> Any:
    try:
        pairs = dict(parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100))
    except ValueError:
        raise BadRequestError(400, "The query string cannot be read.") from None
    found: dict[str, Any] = dict(pairs)
    for name in ("variables", "extensions"):
        if pairs.get(name):
            try:
                found[name] = json.loads(pairs[name], parse_constant=_no_constant)
            except (ValueError, RecursionError):
                raise BadRequestError(400, f"The parameter {name} is not JSON.") from None
        else:
            found.pop(name, None)
    return found


def _checked(found: Any) -> Parameters:
    if isinstance(found, list):
        raise BadRequestError(400, "Batches are not supported: send one object.")
    if not isinstance(found, dict):
        raise BadRequestError(400, "The body must be an object.")
    query = found.get("query")
    if not isinstance(query, str):
        raise BadRequestError(400, "The parameter query must be a string.")
    name = found.get("operationName")
    if name is not None and not isinstance(name, str):
        raise BadRequestError(400, "The parameter operationName must be a string or null.")
    for parameter in ("variables", "extensions"):
        value = found.get(parameter)
        if value is not None and not isinstance(value, dict):
            raise BadRequestError(400, f"The parameter {parameter} must be an object or null.")
    variables = found.get("variables") or {}
    if _deeper_than(variables, MAX_DEPTH):
        raise BadRequestError(400, "The variables are nested too deeply.")
    return Parameters(query, name, variables)


def _deeper_than(value: Any, depth: int) -> bool:
    level = [value]
    while level:
        if depth < 0:
            return True
        depth -= 1
        level = [
            part
            for holder in level
            for part in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(part, (dict, list))
        ]
    return False
