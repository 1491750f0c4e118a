"""The check of http.deep-body."""

from kraken_conformance.checks._shared.http_facts import has_body_fault, neither_refused_nor_answered
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("http.deep-body", applies=lambda observation: has_body_fault(observation, "deep-body"))
def http_deep_body(observation: Observation) -> Violations:
    """A body of excessive nesting is refused with a status of 4xx, or answered with GraphQL.

    A server without such a limit may answer it as any other request. A status of 5xx is the business
    of http.no-server-error.

    Source: GraphQL over HTTP, Status Codes and Security; RFC 9110, section 15.5.14 (413 Content Too Large).
    """
    yield from neither_refused_nor_answered(observation)
