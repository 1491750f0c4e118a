"""What became of a request, as far as two ways to write it must agree."""

from dataclasses import dataclass

from kraken_conformance.checks._shared.refusal import codes, refused
from kraken_conformance.judging.observation import Observation


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """Whether the mutation was executed, whether it refused, and with which codes."""

    executed: bool
    refused: bool
    codes: frozenset[str]

    def __str__(self) -> str:
        listed = ", ".join(sorted(self.codes))
        if not self.refused:
            return f"no refusal, with {listed}" if listed else "no refusal"
        return (listed or "errors without a code") + ("" if self.executed else ", before execution")


def outcome(observation: Observation) -> AnswerOutcome | None:
    """Return what became of a request; None where that depends on the moment.

    An answer that is not GraphQL, a server error and a code that every mutation may answer with (too
    many requests) say nothing about the request.
    """
    response = observation.exchange.response
    found = codes(observation)
    if response is None or response.status >= 500 or not observation.is_graphql:
        return None
    if found & observation.contract.common_errors.keys():
        return None
    return AnswerOutcome(executed=not observation.is_request_error, refused=refused(observation), codes=found)


def outcomes_before(observation: Observation) -> tuple[AnswerOutcome | None, ...]:
    """Return what became of the requests that were sent before this one, in order."""
    return tuple(
        outcome(Observation(exchange, observation.target)) for exchange in observation.exchange.before
    )
