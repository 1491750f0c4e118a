"""Declared codes that come in the place of the one that is due, where they are known to be wrong."""

import re

from kraken_conformance.checks._shared.answer_outcome import outcomes_before
from kraken_conformance.checks._shared.refusal import codes, refused
from kraken_conformance.checks._shared.sequence import remembers, was_as_planned
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due
from kraken_conformance.spec import Mutation

GENERAL = re.compile(r"error|unable|fail|unexpected|unknown|invalid|exception|problem", re.I)
"""Words of messages that may be right for any input."""

MOMENTARY = re.compile(
    r"unauthorized|enabled|available|already|attempt|another user|timeout|try|status|cannot|currently|active|found|"
    r"ready|recent|simultaneous|limit",
    re.I,
)
"""Words of messages that say how things stood at that moment."""


def confused(observation: Observation, due: Due) -> tuple[str, ...]:
    """Return the codes raised in the place of the one that is due, where they are known to be wrong."""
    mutation, before = observation.mutation, observation.exchange.before
    if not due.stated or mutation is None or not refused(observation):
        return ()
    found = list(zip(before, outcomes_before(observation), strict=True))
    accepted = [outcome for exchange, outcome in found if exchange.case.due is None]
    if not accepted or any(one is None or one.refused for one in accepted):
        return ()
    if all(one.case.mutation != mutation.name for one in before):
        return ()
    others = [outcome for exchange, outcome in found if exchange.case.due is not None]
    knows = any(one is not None and one.codes & set(due.codes) for one in others)
    return tuple(
        sorted(
            code
            for code in codes(observation)
            if code in mutation.errors and _says_another_thing(observation, mutation, code, knows=knows)
        )
    )


def _says_another_thing(observation: Observation, mutation: Mutation, code: str, *, knows: bool) -> bool:
    """Whether a code stands for a condition of the input that is not met, or of the records that a request names.

    The same input but for its one fault was accepted just before: those were as they have to be. What a message says
    of what was done before may be right all the same. So may what it says in general, unless the target `knows` the
    condition: another value that meets it was refused just before with the code that is due.
    """
    triggers = [one for one in observation.contract.triggers.of(mutation.name, code) if not one.pool]
    if triggers:
        return any(not one.flow for one in triggers)
    entry = observation.contract.errors.get(code)
    if entry is None or entry.message is None or MOMENTARY.search(entry.message):
        return False
    return knows or GENERAL.search(entry.message) is None


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
