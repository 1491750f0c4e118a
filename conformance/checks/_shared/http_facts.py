"""What an exchange shows on the level of HTTP."""

from email.message import Message
from functools import lru_cache
from typing import Final

from kraken_conformance.checks._shared.control import answers_request, control_executed
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import Response
from kraken_conformance.model.violation import Violation, Violations

JSON: Final = "application/json"
HTML: Final = "text/html"

OF_SIZE: Final = frozenset({413, 431})
"""Statuses that refuse a request for its size."""


def is_usual_request(observation: Observation) -> bool:
    """Whether the request is the usual POST of JSON, well-formed in the sense of GraphQL over HTTP."""
    return observation.case.raw is None


def has_body_fault(observation: Observation, kind: str) -> bool:
    """Whether the case is about this fault of the body, and the answer is about the body.

    A status of 5xx is the business of http.no-server-error.
    """
    response, fault = observation.exchange.response, observation.case.fault
    if response is None or fault is None or fault.kind != kind:
        return False
    return is_of_size(observation) or (response.status < 500 and answers_request(observation))


def is_of_size(observation: Observation) -> bool:
    """Whether a body that is too large is refused for its size, and a plain query is not."""
    response, fault = observation.exchange.response, observation.case.fault
    refused = response is not None and response.status in OF_SIZE
    return refused and fault is not None and fault.is_excessive and control_executed(observation)


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


def neither_refused_nor_answered(observation: Observation) -> Violations:
    """Yield a violation where the answer is neither a status of 4xx nor GraphQL."""
    response = observation.exchange.response
    assert response is not None
    if not refuses(response.status) and not observation.is_graphql:
        yield Violation(
            (), "a status of 4xx, or a GraphQL response", f"status {response.status} without GraphQL"
        )


@lru_cache(maxsize=256)
def _parsed(header: str) -> tuple[str, str | None]:
    """Return the media type and the charset that a header declares: a server has few of them, and many answers."""
    message = Message()
    message["content-type"] = header
    return message.get_content_type(), message.get_content_charset() or None
