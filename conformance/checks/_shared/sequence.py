"""What a sequence of steps shows: whether it was as planned, and whether the target remembers anything."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from kraken_conformance.checks._shared.refusal import codes, refused
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.json_path import value_at
from kraken_conformance.operations.two_mutations import FIRST

IN_ORDER = "state.in-order"
WITNESSES = 2
"""How many requests ahead of a sequence show whether the target remembers."""


def remembers(observation: Observation) -> bool:
    """Whether the same request, sent twice, is not answered alike: with another record, or not again.

    It stands before all else; elsewhere it says itself that it may be refused the second time, and was. Or one was
    refused for what was done before, and accepted under another name. A target that answers alike keeps nothing, or
    shows nothing of it: such a sequence says nothing then. That tokens are new each time shows nothing.
    """
    before = observation.exchange.before
    later = [
        (first, second)
        for place, second in enumerate(before)
        if _may_be_refused(second)
        for first in before[:place]
    ]
    return (
        (
            _begins_with_witnesses(before)
            and not _logs_in(observation)
            and _differ(observation, *before[:WITNESSES])
        )
        or any(_refused_again(observation, first, second) for first, second in later)
        or any(_conflicts(observation, first, second) for first, second in pairwise(before))
    )


def _logs_in(observation: Observation) -> bool:
    """Whether what stands first is a login: each has another token, also where nothing is kept."""
    login = observation.contract.platform.login
    return login is not None and observation.exchange.before[0].case.mutation == login.mutation


def _conflicts(observation: Observation, refusal: Exchange, after: Exchange) -> bool:
    """Whether a request was refused with the code that is due for what was done before, and not under another name."""
    due, same = refusal.case.due, refusal.case.mutation == after.case.mutation
    if due is None or not due.after_steps or not due.codes or after.case.due is not None or not same:
        return False
    first, second = (Observation(each, observation.target) for each in (refusal, after))
    return refused(first) and bool(codes(first) & set(due.codes)) and second.succeeded


def _differ(observation: Observation, one: Exchange, again: Exchange) -> bool:
    if one.case.key() != again.case.key():
        return False
    first, second = (Observation(each, observation.target) for each in (one, again))
    return first.succeeded and (first.data != second.data if second.succeeded else _refused_by_itself(second))


def _refused_again(observation: Observation, one: Exchange, again: Exchange) -> bool:
    second = Observation(again, observation.target)
    return not second.succeeded and _differ(observation, one, again)


def was_as_planned(observation: Observation) -> bool:
    """Whether each step before succeeded, or was refused where its input was made to be, and was sent once.

    The second of the witnesses may be refused: there may be no more than one such record.
    """
    before = observation.exchange.before
    exchanges = (*before, observation.exchange, *observation.exchange.rivals)
    if any(one.uncertain or one.failure is not None for one in exchanges):
        return False
    steps = list(before)
    if observation.case.due is not None and _begins_with_witnesses(before):
        del steps[WITNESSES - 1]
    return all(_as_planned(Observation(one, observation.target)) for one in steps)


def _begins_with_witnesses(before: tuple[Exchange, ...]) -> bool:
    return len(before) >= WITNESSES and before[0].case.key() == before[1].case.key()


def _may_be_refused(exchange: Exchange) -> bool:
    return exchange.case.due is not None and exchange.case.due.any_refusal


def _refused_by_itself(step: Observation) -> bool:
    """Whether the mutation itself refused, with an error that it declares."""
    declared = () if step.mutation is None else step.mutation.errors
    return refused(step) and bool(codes(step)) and codes(step) <= set(declared)


def _as_planned(step: Observation) -> bool:
    due = step.case.due
    if due is None:
        return step.succeeded
    return (refused(step) and bool(codes(step))) or (due.any_refusal and step.succeeded)


def the_same_again(observation: Observation, values: Iterable[Any]) -> bool:
    """Whether payloads give later steps the same: who asks again got what is there, and no second one.

    Where the documents' own words say that it is refused, it is, whatever the answer gives.
    """
    due, mutation = observation.case.due, observation.mutation
    if mutation is None or due is None or due.stated:
        return False
    steps = (step for _, step in observation.contract.steps_of(mutation.name))
    paths = [given.path for step in steps for given in step.gives.values() if not given.sent]
    given = [[value_at(value, path) for path in paths] for value in values]
    known = any(value is not None for each in given for value in each)
    return known and len(given) > 1 and all(each == given[0] for each in given)


def done_before(observation: Observation) -> Observation | None:
    """Return the last success of the same mutation in an earlier step, None without any."""
    steps = (Observation(one, observation.target) for one in reversed(observation.exchange.before))
    return next(
        (step for step in steps if step.case.mutation == observation.case.mutation and step.succeeded), None
    )


def at_once(observation: Observation) -> tuple[Observation, ...]:
    """Return an observation with those of the same request that was sent at the same moment."""
    alone = replace(observation.exchange, rivals=())
    exchanges: tuple[Exchange, ...] = (alone, *observation.exchange.rivals)
    return tuple(Observation(one, observation.target) for one in exchanges)


def won_alike(observation: Observation) -> bool:
    """Whether several of equal requests, at one moment or in one document, succeeded, all with the same payload."""
    case = observation.case
    if case.rivals:
        values = [one.root for one in at_once(observation) if one.succeeded]
    elif case.about == IN_ORDER and case.due is not None and not case.due.absent:
        data = observation.data if isinstance(observation.data, dict) else {}
        values = [value for value in data.values() if value is not None]
        if data.get(FIRST) is None:
            return False
    else:
        return False
    return len(values) > 1 and all(value == values[0] for value in values)
