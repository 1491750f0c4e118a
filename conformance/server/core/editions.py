"""The editions of GraphQL over HTTP that the reference server can be made to: media types and statuses.

Source: the public audits of October 2025; GraphQL over HTTP, September 2026, sections Body and Status Codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from kraken_conformance.server.core.site import ExecutionResult, Stage
from kraken_conformance.server.http.graphql_over_http import BadRequestError, utf8_or_open, weight_of
from kraken_conformance.server.http.web import GRAPHQL_JSON, JSON

PARTIAL_SUCCESS = 294
"""Data beside errors."""


@dataclass(frozen=True)
class Edition:
    """What one edition asks of a server.

    `any_type` is what a client gets that takes anything. `refused` are the statuses of what was not executed, by
    stage, for a client that accepts GraphQL's own media type; `as_json` are those for one that accepts
    application/json alone. `ill_formed` is the status of a request that is not well-formed, `partial` that of data
    beside errors. `errors_as_graphql` tells that errors are of GraphQL's media type, whatever an old client accepts.
    """

    version: str
    any_type: str
    refused: Mapping[Stage, int]
    as_json: Mapping[Stage, int]
    ill_formed: int
    partial: int
    errors_as_graphql: bool

    def negotiate(self, accept: str | None) -> str | None:
        """Return the media type to answer with, None where none of ours is acceptable.

        Without the header it is application/json. Equal weights prefer what comes first.
        """
        return _negotiated(accept, self.any_type)

    def status(self, result: ExecutionResult, media_type: str) -> int:
        """Return the status of an answer of GraphQL."""
        if result.stage is Stage.EXECUTED:
            # A planted fault may have made a list of it.
            body = result.body if isinstance(result.body, dict) else {}
            return self.partial if body.get("errors") and "data" in body else 200
        return (self.refused if media_type == GRAPHQL_JSON else self.as_json)[result.stage]

    def status_of(self, error: BadRequestError) -> int:
        """Return the status of a request that cannot be taken."""
        return self.ill_formed if error.ill_formed else error.status

    def label(self, media_type: str, status: int) -> str:
        """Return the media type that an answer says it is of."""
        return GRAPHQL_JSON if self.errors_as_graphql and status >= 300 else media_type


_ALL_400 = MappingProxyType({Stage.SYNTAX: 400, Stage.INVALID: 400, Stage.COERCION: 400})
_ALL_200 = MappingProxyType({Stage.SYNTAX: 200, Stage.INVALID: 200, Stage.COERCION: 200})
_BY_CAUSE = MappingProxyType({Stage.SYNTAX: 400, Stage.INVALID: 422, Stage.COERCION: 422})

EDITIONS: Mapping[str, Edition] = MappingProxyType(
    {
        edition.version: edition
        for edition in (
            Edition("2025-10", JSON, _ALL_400, _ALL_200, 400, 200, errors_as_graphql=False),
            Edition(
                "2026-09", GRAPHQL_JSON, _BY_CAUSE, _BY_CAUSE, 422, PARTIAL_SUCCESS, errors_as_graphql=True
            ),
        )
    }
)
"""The editions by their version, oldest first."""


@lru_cache(maxsize=256)
def _negotiated(accept: str | None, any_type: str) -> str | None:
    if accept is None or not accept.strip():
        return JSON
    offers = {JSON: JSON, GRAPHQL_JSON: GRAPHQL_JSON, "*/*": any_type, "application/*": any_type}
    best, chosen = 0.0, None
    for entry in accept.split(","):
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        offered, weight = offers.get(name), weight_of(parameters)
        if offered and weight > best and utf8_or_open(parameters):
            best, chosen = weight, offered
    return chosen
