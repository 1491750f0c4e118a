"""What a sequence of steps shows: whether it went as planned, and whether the target remembers anything."""

from __future__ import annotations

from dataclasses import replace

from kraken_conformance.checks._shared.refusal import codes, refused
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import Exchange

WITNESSES = 2
"""How many requests ahead of a sequence show whether the target remembers."""


def remembers(observation: Observation) -> bool:
    """Whether the same request, sent twice before all else, made two records: its answers are not the same.

    A target that answers alike keeps nothing, or shows nothing of it: such a sequence says nothing then.
    """
    if len(observation.exchange.before) < WITNESSES:
        return False
    first, second = (Observation(one, observation.target) for one in observation.exchange.before[:WITNESSES])
    same = first.case.key() == second.case.key()
    return same and first.succeeded and second.succeeded and first.data != second.data


def went_as_planned(observation: Observation) -> bool:
    """Whether each step before succeeded, or was refused where its input was made to be, and was sent once."""
    exchanges = (*observation.exchange.before, observation.exchange, *observation.exchange.rivals)
    if any(one.uncertain or one.failure is not None for one in exchanges):
        return False
    return all(_as_planned(Observation(one, observation.target)) for one in observation.exchange.before)


def _as_planned(step: Observation) -> bool:
    return refused(step) and bool(codes(step)) if step.case.due is not None else step.succeeded


def at_once(observation: Observation) -> tuple[Observation, ...]:
    """Return an observation with those of the same request that was sent at the same moment."""
    alone = replace(observation.exchange, rivals=())
    exchanges: tuple[Exchange, ...] = (alone, *observation.exchange.rivals)
    return tuple(Observation(one, observation.target) for one in exchanges)
