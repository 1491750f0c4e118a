"""What the checks of missing and bad credentials share: when they apply, and what they report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kraken_conformance.checks._shared.refusal import answered, let_through, speaks_of_credentials
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.violation import Violation


def sent_with(credentials: Credentials) -> Callable[[Observation], bool]:
    """Return the condition that a mutation which needs a token was answered without a good one.

    A request that was refused before it was executed, and not for its credentials, shows nothing.
    """

    def applies(observation: Observation) -> bool:
        if (
            observation.case.credentials is not credentials
            or observation.case.expectation is not Expectation.REFUSED
        ):
            return False
        return answered(observation) and (
            not observation.is_request_error or speaks_of_credentials(observation)
        )

    return applies


def unrefused(observation: Observation) -> Iterator[Violation]:
    """Yield a violation where such a request is not refused."""
    yield from let_through(observation, "an error and no data: the mutation needs a token")
