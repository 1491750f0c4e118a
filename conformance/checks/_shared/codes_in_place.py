"""Declared codes that come in the place of the one that is due, where they are known to be wrong."""

import re

from kraken_conformance.checks._shared.answer_outcome import outcomes_before
from kraken_conformance.checks._shared.refusal import codes, refused
from kraken_conformance.checks._shared.sequence import remembers, was_as_planned
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due
from kraken_conformance.spec import Mutation

VAGUE = re.compile(
    r"error|unable|fail|unexpected|unknown|unauthorized|invalid|enabled|available|already|attempt|another user|"
    r"exception|problem|timeout|try|status|cannot|currently|active|found|ready|recent|simultaneous|limit",
    re.I,
)
"""Words of messages that may be right for any input, or say how things stood at that moment."""


def confused(observation: Observation, due: Due) -> tuple[str, ...]:
    """Return the codes raised in the place of the one that is due, where they are known to be wrong."""
    mutation, before = observation.mutation, outcomes_before(observation)
    if not due.stated or mutation is None or not refused(observation) or not before:
        return ()
    if any(one is None or one.refused for one in before):
        return ()
    if all(one.case.mutation != mutation.name for one in observation.exchange.before):
        return ()
    return tuple(
        sorted(
            code
            for code in codes(observation)
            if code in mutation.errors and _says_another_thing(observation, mutation, code)
        )
    )


def _says_another_thing(observation: Observation, mutation: Mutation, code: str) -> bool:
    """Whether a code stands for a condition of the input that is not met, or of the records that a request names.

    The same input but for its one fault was accepted just before: those were as they have to be. What a message says
    in general, or of what was done before, may be right all the same.
    """
    triggers = [one for one in observation.contract.triggers.of(mutation.name, code) if not one.pool]
    if triggers:
        return any(not one.flow for one in triggers)
    entry = observation.contract.errors.get(code)
    return entry is not None and entry.message is not None and VAGUE.search(entry.message) is None


def not_found(observation: Observation, due: Due) -> tuple[str, ...]:
    """Return the codes that say that there is no such thing, where the same mutation has just been done with it.

    And where the documents state another code for what was done before.
    """
    mutation = observation.mutation
    if mutation is None or not due.stated or due.any_refusal or due.guess:
        return ()
    done = any(
        exchange.case.mutation == mutation.name and Observation(exchange, observation.target).succeeded
        for exchange in observation.exchange.before
    )
    if not done or not was_as_planned(observation) or not remembers(observation):
        return ()
    triggers = observation.contract.triggers
    return tuple(
        sorted(
            code
            for code in codes(observation) - set(due.codes)
            if code in mutation.errors and any(one.unknown for one in triggers.of(mutation.name, code))
        )
    )
