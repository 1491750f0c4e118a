"""What the checks of missing and bad credentials share: when they apply, and what they report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Credentials, Expectation
from kraken_conformance.checks.refusal import CREDENTIAL_STATUSES, answered, let_through
from kraken_conformance.observation import Observation


def sent_with(credentials: Credentials) -> Callable[[Observation], bool]:
    """Return the condition that a mutation which needs a token was answered without a good one.

    Without the target's own schema nobody knows whether the rest of the request is valid: a request
    error then shows nothing, unless its status says that it is about the credentials.
    """

    def applies(seen: Observation) -> bool:
        if seen.case.credentials is not credentials or seen.case.expectation is not Expectation.REFUSED:
            return False
        return answered(seen) and (seen.target.schema is not None or not _may_be_invalid(seen))

    return applies


def unrefused(seen: Observation) -> Iterator[Breach]:
    """Yield a breach where such a request is not refused."""
    yield from let_through(seen, "an error and no data: the mutation needs a token")


def _may_be_invalid(seen: Observation) -> bool:
    response = seen.exchange.response
    return seen.is_request_error and response is not None and response.status not in CREDENTIAL_STATUSES
