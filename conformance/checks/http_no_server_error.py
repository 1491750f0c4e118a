"""The check of http.no-server-error."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Credentials
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.spec import Level

EXCESSIVE = frozenset({"huge-body", "deep-body"})
"""Faults of a body that only its size or depth makes one: no document says how much a server has to bear."""


def _applies(seen: Observation) -> bool:
    # What missing and bad credentials lead to is judged by auth.no-server-error.
    return seen.exchange.response is not None and seen.case.credentials is Credentials.TOKEN


@check("http.no-server-error", applies=_applies)
def http_no_server_error(seen: Observation) -> Iterator[Breach]:
    """No request leads to a status of 500 or above.

    To a body of excessive size or depth it weighs less: the stack of many engines ends there, and where
    it has to hold is nowhere said. Gateway statuses (502, 503, 504) that pass are sent again before a check sees them.

    Source: RFC 9110, section 15.6: a status of 5xx says that the server failed an apparently valid request.
    """
    response = seen.exchange.response
    if response is not None and response.status >= 500:
        fault = seen.case.fault
        level = Level.SHOULD if fault is not None and fault.kind in EXCESSIVE else None
        yield Breach((), "a status below 500", f"status {response.status}", level)
