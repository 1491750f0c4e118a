"""To which exchanges the checks of responses and errors apply."""

from collections.abc import Callable

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.json_answer import NOT_JSON
from kraken_conformance.spec import ErrorFacts


def graphql_answered(observation: Observation) -> bool:
    """Whether an operation was sent in the usual way and something of GraphQL answered it.

    A gateway may refuse a request before it reaches GraphQL, with a status of 4xx or 5xx and a body of
    its own; that is no response of GraphQL. JSON with a lower status stands where the response should be.
    """
    response = observation.exchange.response
    usual = observation.case.operation is not None and observation.case.raw is None
    return (
        usual
        and response is not None
        and observation.json is not NOT_JSON
        and (observation.is_graphql or response.status < 400)
    )


def errors_present(observation: Observation) -> bool:
    """Whether the response has the entry `errors`, of whatever kind where the request was a usual one.

    What refuses a request that is malformed may not be GraphQL, and have `errors` of its own.
    """
    listed = isinstance(observation.body.get("errors"), list)
    return (
        observation.is_graphql and "errors" in observation.body and (observation.case.raw is None or listed)
    )


def errors_listed(observation: Observation) -> bool:
    """Whether GraphQL answered with errors that are objects."""
    return observation.is_graphql and bool(observation.errors)


def errors_raised(observation: Observation) -> bool:
    """Whether the mutation that was probed raised an error, and the contract promises codes at all."""
    return observation.mutation is not None and bool(observation.raised) and _has_codes(observation)


def codes_raised(observation: Observation) -> bool:
    """Whether the mutation that was probed raised an error that has a code, and the contract has codes at all."""
    return errors_raised(observation) and any(error.code is not None for error in observation.raised)


def _has_codes(observation: Observation) -> bool:
    return bool(observation.contract.errors or observation.contract.common_errors)


def has_extension(key: Callable[[ErrorFacts], str]) -> Callable[[Observation], bool]:
    """Return a predicate: some error has this entry in its extensions, and it is not null."""
    return lambda seen: (
        seen.is_graphql and any(error.extensions.get(key(error.facts)) is not None for error in seen.errors)
    )
