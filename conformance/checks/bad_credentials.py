"""What the checks of missing and bad credentials share: when they apply, and what they report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Credentials, Expectation
from kraken_conformance.checks.refusal import answered, let_through, speaks_of_credentials
from kraken_conformance.observation import Observation


def sent_with(credentials: Credentials) -> Callable[[Observation], bool]:
    """Return the condition that a mutation which needs a token was answered without a good one.

    A request that was refused before it was executed, and not for its credentials, shows nothing.
    """

    def applies(seen: Observation) -> bool:
        if seen.case.credentials is not credentials or seen.case.expectation is not Expectation.REFUSED:
            return False
        return answered(seen) and (not seen.is_request_error or speaks_of_credentials(seen))

    return applies


def unrefused(seen: Observation) -> Iterator[Breach]:
    """Yield a breach where such a request is not refused."""
    yield from let_through(seen, "an error and no data: the mutation needs a token")
