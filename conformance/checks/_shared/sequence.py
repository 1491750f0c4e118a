"""What a sequence of steps shows: whether it was as planned, and whether the target remembers anything."""

from dataclasses import replace

from kraken_conformance.checks._shared.refusal import codes, refused
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import Exchange

WITNESSES = 2
"""How many requests ahead of a sequence show whether the target remembers."""


def remembers(observation: Observation) -> bool:
    """Whether the same request, sent twice before all else, is not answered alike: with another record, or not again.

    A target that answers alike keeps nothing, or shows nothing of it: such a sequence says nothing then.
    """
    if len(observation.exchange.before) < WITNESSES:
        return False
    first, second = (Observation(one, observation.target) for one in observation.exchange.before[:WITNESSES])
    same = first.case.key() == second.case.key()
    if not same or not first.succeeded:
        return False
    return first.data != second.data if second.succeeded else _refused_by_itself(second)


def was_as_planned(observation: Observation) -> bool:
    """Whether each step before succeeded, or was refused where its input was made to be, and was sent once.

    The second of the witnesses may be refused: there may be no more than one such record.
    """
    exchanges = (*observation.exchange.before, observation.exchange, *observation.exchange.rivals)
    if any(one.uncertain or one.failure is not None for one in exchanges):
        return False
    steps = [one for place, one in enumerate(observation.exchange.before) if place != WITNESSES - 1]
    if observation.case.due is None:
        steps = list(observation.exchange.before)
    return all(_as_planned(Observation(one, observation.target)) for one in steps)


def _refused_by_itself(step: Observation) -> bool:
    """Whether the mutation itself refused, with an error that it declares."""
    declared = () if step.mutation is None else step.mutation.errors
    return refused(step) and bool(codes(step)) and codes(step) <= set(declared)


def _as_planned(step: Observation) -> bool:
    due = step.case.due
    if due is None:
        return step.succeeded
    return (refused(step) and bool(codes(step))) or (due.any_refusal and step.succeeded)


def at_once(observation: Observation) -> tuple[Observation, ...]:
    """Return an observation with those of the same request that was sent at the same moment."""
    alone = replace(observation.exchange, rivals=())
    exchanges: tuple[Exchange, ...] = (alone, *observation.exchange.rivals)
    return tuple(Observation(one, observation.target) for one in exchanges)
