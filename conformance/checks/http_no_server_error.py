"""The check of http.no-server-error."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.control import answers_request
from kraken_conformance.checks._shared.http_facts import TOO_MUCH, is_of_size
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import Level


def _applies(observation: Observation) -> bool:
    # What missing and bad credentials lead to is judged by auth.no-server-error.
    return observation.case.credentials is Credentials.TOKEN and (
        answers_request(observation) or is_of_size(observation)
    )


@check("http.no-server-error", applies=_applies)
def http_no_server_error(observation: Observation) -> Iterator[Violation]:
    """No request leads to a status of 500 or above.

    To a body of excessive size or depth it weighs less: the stack of many engines ends there, and where
    it has to hold is nowhere said. Gateway statuses (502, 503, 504) that pass are sent again before a check sees them.

    Source: RFC 9110, section 15.6: a status of 5xx says that the server failed an apparently valid request.
    """
    response = observation.exchange.response
    if response is not None and response.status >= 500:
        fault = observation.case.fault
        level = Level.SHOULD if fault is not None and fault.kind in TOO_MUCH else None
        yield Violation((), "a status below 500", f"status {response.status}", level)
