"""Exchanges that show nothing of an `equivalent` requirement."""

from dataclasses import replace

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import Response
from kraken_conformance.selftest.uncounted.changes import (
    INVALID,
    PAGE,
    SOMEBODY_ELSE,
    answered,
    code_of,
    every_request,
    refused,
    root,
)
from kraken_conformance.selftest.uncounted.registry import not_counted
from kraken_conformance.spec import Role

EQUIVALENT = "equivalent"
ALL = ("equivalent.literal", "equivalent.alias", "equivalent.fragment", "equivalent.key-order")

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*ALL, probe=EQUIVALENT)(_by_somebody_else)


@not_counted(*ALL, probe=EQUIVALENT)
def nothing_to_compare_with(observation: Observation) -> Observation:
    """The original was not sent: there is nothing to compare with."""
    return replace(observation, exchange=replace(observation.exchange, before=()))


@not_counted(*ALL, probe=EQUIVALENT)
def originals_refused(observation: Observation) -> Observation:
    """The original is refused before it is executed, as every document is."""
    refusal = answered(observation, INVALID).exchange.response
    return _after(answered(observation, INVALID), refusal, refusal)


@not_counted(*ALL, probe=EQUIVALENT)
def originals_differ(observation: Observation) -> Observation:
    """The original has one outcome the first time and another the second time."""
    return _after(
        observation,
        observation.exchange.before[0].response,
        refused(observation, "another outcome").exchange.response,
    )


@not_counted(*ALL, probe=EQUIVALENT)
def originals_stopped_by_a_firewall(observation: Observation) -> Observation:
    """A web firewall stops the original."""
    page = Response(403, {"content-type": "text/html"}, PAGE, 0.01)
    return _after(observation, page, page)


@not_counted(*ALL, probe=EQUIVALENT)
def credentials_refused_both_times(observation: Observation) -> Observation:
    """The credentials are refused however the request is written: it was not looked at."""
    return every_request(observation, refused(observation, code_of(observation, Role.NO_TOKEN)).body)


@not_counted(*ALL, probe=EQUIVALENT)
def refused_both_times(observation: Observation) -> Observation:
    """The mutation refuses with a code of its own, as it does however it is asked."""
    return every_request(observation, refused(observation, "its own").body)


@not_counted(*ALL, probe=EQUIVALENT)
def null_both_times(observation: Observation) -> Observation:
    """The mutation gives nothing, as it does however it is asked."""
    return every_request(observation, {"data": {root(observation): None}})


def _after(observation: Observation, *responses: Response | None) -> Observation:
    """Return the exchange with these answers to the original, which was sent once for each."""
    original = observation.exchange.before[0]
    changed = tuple(replace(original, response=response) for response in responses)
    return replace(observation, exchange=replace(observation.exchange, before=changed))
