"""GraphQL over HTTP: from an HTTP request to what GraphQL needs, or to a refusal.

Source: the GraphQL over HTTP specification, and RFC 9110 for methods and content negotiation.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from kraken_conformance.server.http.web import JSON, HttpRequest

MAX_DEPTH = 200
"""How deep variables may be nested."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a request asks GraphQL to do."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


class BadRequestError(Exception):
    """A request that cannot be taken. Holds the answer's status and message.

    One that is `ill_formed` was read, and is not well-formed: what that is answered with depends on the edition.
    """

    def __init__(self, status: int, message: str, *, ill_formed: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.ill_formed = ill_formed


def weight_of(parameters: list[str]) -> float:
    """Return the weight that the parameters of a media type give it; RFC 9110, section 12.4.2."""
    text = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return float(text)
    except ValueError:
        return 0.0


def utf8_or_open(parameters: list[str]) -> bool:
    """Whether the parameters of a media type name UTF-8, or no encoding."""
    charset = next((part[8:].strip('"') for part in parameters if part.startswith("charset=")), "utf-8")
    return charset in ("utf-8", "utf8")


def read_parameters(request: HttpRequest) -> Parameters:
    """Read the parameters of a GET or POST request. Raises `BadRequestError`."""
    if request.method == "GET":
        return _checked(_from_url(request.query))
    _check_content_type(request.headers.get("content-type"))
    return _checked(_from_body(request.body))


def _check_content_type(value: str | None) -> None:
    if value is None:
        raise BadRequestError(415, "POST needs a Content-Type: send application/json.")
    name, *parameters = (part.strip().lower() for part in value.split(";"))
    if name != JSON or not utf8_or_open(parameters):
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
    if not found.get("operationName"):  # empty text is as if it were not there
        found.pop("operationName", None)
    return found


def _checked(found: Any) -> Parameters:
    if isinstance(found, list):
        raise _ill_formed("Batches are not supported: send one object.")
    if not isinstance(found, dict):
        raise _ill_formed("The body must be an object.")
    query = found.get("query")
    if not isinstance(query, str):
        raise _ill_formed("The parameter query must be a string.")
    name = found.get("operationName")
    if name is not None and not isinstance(name, str):
        raise _ill_formed("The parameter operationName must be a string or null.")
    for parameter in ("variables", "extensions"):
        value = found.get(parameter)
        if value is not None and not isinstance(value, dict):
            raise _ill_formed(f"The parameter {parameter} must be an object or null.")
    variables = found.get("variables") or {}
    if _deeper_than(variables, MAX_DEPTH):
        raise _ill_formed("The variables are nested too deeply.")
    return Parameters(query, name, variables)


def _ill_formed(message: str) -> BadRequestError:
    return BadRequestError(400, message, ill_formed=True)


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
