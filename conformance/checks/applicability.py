"""To which exchanges the checks of responses and errors apply."""

from __future__ import annotations

from collections.abc import Callable

from kraken_conformance.exchange import NOT_JSON
from kraken_conformance.observation import Observation


def graphql_answered(seen: Observation) -> bool:
    """Whether an operation was sent in the usual way and something of GraphQL answered it.

    A gateway may refuse a request before it reaches GraphQL, with a status of 4xx or 5xx and a body of
    its own; that is no response of GraphQL.
    """
    response = seen.exchange.response
    usual = seen.case.operation is not None and seen.case.raw is None
    return (
        usual
        and response is not None
        and seen.json is not NOT_JSON
        and (seen.is_graphql or response.status < 400)
    )


def errors_present(seen: Observation) -> bool:
    """Whether the response has the entry `errors`, of whatever kind where the request was a usual one.

    What refuses a request that is malformed may not be GraphQL, and have `errors` of its own.
    """
    return "errors" in seen.body and (seen.case.raw is None or isinstance(seen.body["errors"], list))


def errors_listed(seen: Observation) -> bool:
    """Whether the response lists errors that are objects."""
    return bool(seen.errors)


def errors_raised(seen: Observation) -> bool:
    """Whether the mutation that was probed raised an error."""
    return seen.mutation is not None and bool(seen.raised)


def codes_raised(seen: Observation) -> bool:
    """Whether the mutation that was probed raised an error that has a code."""
    return seen.mutation is not None and any(error.code is not None for error in seen.raised)


def has_extension(key: str) -> Callable[[Observation], bool]:
    """Return a predicate: some error has this entry in its extensions, and it is not null."""
    return lambda seen: any(error.extensions.get(key) is not None for error in seen.errors)
