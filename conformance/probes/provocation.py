"""The probe `provocation`."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Credentials, Due
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.operations.rewriting import with_alias
from kraken_conformance.probes._shared.code_coverage import not_tried
from kraken_conformance.probes._shared.one_document import in_document
from kraken_conformance.probes._shared.preconditions import NO_TOKEN, fullest, offered, request, unknown_input
from kraken_conformance.probes._shared.provocation_input import (
    allowed_inputs,
    provocation_due,
    provoking_inputs,
    with_change,
    with_nulls,
    with_optional_ids,
    with_other_choices,
)
from kraken_conformance.probes.flows.named_cases import with_own_key
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation, Role, Trigger
from kraken_conformance.target.view import TargetView

NAME = "provocation"
ONLY_WHEN_DUE = "error.raised-only-when-due"


@probe(NAME)
def provocation(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input that is due to raise a declared code, as the triggers of the contract say, and what is next to it."""
    if not offered(mutation, target):
        return None
    if blocked := unknown_input(mutation, target):
        return blocked
    cases = tuple(_cases(mutation, target))
    tried = {code for case in cases if case.due is not None for code in case.due.codes}
    untried = not_tried(mutation, target, tried)
    sendable = tuple(
        case
        for case in cases
        if target.has_token or not mutation.needs_token or case.credentials is Credentials.NONE
    )
    if cases and not sendable:
        return Blocked(NO_TOKEN)
    return Cases(fixed=sendable, not_tried=untried) if sendable or untried else None


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield a case for each input that is due to raise a declared code, in the order of the triggers."""
    for code in (code for code in mutation.errors if code in target.contract.codes_of(Role.NO_TOKEN)):
        yield request(
            NAME,
            mutation,
            target,
            fullest(mutation, target),
            credentials=Credentials.NONE,
            provokes=code,
            label=f"{code}: no Authorization header",
        )
    # Else a server that remembers refuses every other input for its key.
    original = with_own_key(
        request(NAME, mutation, target, target.complete(mutation), label="the valid input"), target
    )
    found = list(provoking_inputs(mutation, target))
    compared = _ends(found)
    varied = _between(found, compared)
    fields: set[tuple[str, ...]] = set()
    first_of: dict[str, Case] = {}
    for place, (triggers, variables) in enumerate(found):
        first = triggers[0]
        case = _case(mutation, target, triggers, variables)
        if place in varied:
            case = _with_other_choices(case, first, target)
        case = with_own_key(case, target)
        named = (first.code, *sorted(first.change.sets))
        if first.stated and named not in fields:  # a field of its own may be looked at elsewhere
            fields.add(named)
            yield from _and_nothing_else(case, first, target)
        # A comparison with the valid input shows whether anything else is wrong with it.
        if place in compared:
            if compared[place]:
                written = in_document(case, target)  # some servers look at it elsewhere
                if written is not None:
                    yield replace(written, fresh=())
            before = [replace(original, credentials=case.credentials, fresh=())]
            # After the first bad value, the last one shows whether a code for everything takes its place.
            other = first_of.setdefault(first.code, case)
            before += [] if other is case else [replace(other, before=(), fresh=())]
            named_anew = {*case.fresh, *original.fresh, *other.fresh}
            case = replace(case, before=tuple(before), fresh=tuple(sorted(named_anew)))
        yield case
    yield from _beside_ids(mutation, target, found, compared)
    yield from _allowed(mutation, target)


def _beside_ids(
    mutation: Mutation,
    target: TargetView,
    found: Sequence[tuple[tuple[Trigger, ...], Any]],
    compared: Mapping[int, bool],
) -> Iterator[Case]:
    """Yield a case with the last bad value of each code beside the ids that are left out elsewhere.

    Some servers look at a value only where no other one is there.
    """
    last = {found[place][0][0].code: found[place][0] for place in sorted(compared)}
    for triggers in last.values():
        variables = with_optional_ids(triggers[0], mutation, target)
        if triggers[0].stated and variables is not None:
            case = _case(mutation, target, triggers, variables)
            yield with_own_key(replace(case, label=f"{case.label}, beside all ids"), target)


def _allowed(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield a case for each input that must not raise a code: what is next to its condition."""
    for code, trigger, variables in allowed_inputs(mutation, target):
        case = request(
            NAME,
            mutation,
            target,
            variables,
            due=Due((code,), trigger.condition, stated=trigger.stated, absent=True),
            about=ONLY_WHEN_DUE,
            label=f"not {code}: {trigger.condition}",
        )
        yield with_own_key(case, target)


def _ends(found: Sequence[tuple[tuple[Trigger, ...], Any]]) -> dict[int, bool]:
    """Return the places of the first and the last input that meets a stated condition of a code.

    With each goes whether it is the first one. The last one is no blank text: that may be wrong for any reason.
    """
    stated: dict[str, list[int]] = {}
    for place, (triggers, _) in enumerate(found):
        blank = "" in triggers[0].change.sets.values()
        if any(trigger.stated for trigger in triggers) and not (blank and triggers[0].code in stated):
            stated.setdefault(triggers[0].code, []).append(place)
    ends = {places[-1]: False for places in stated.values()}
    return ends | {places[0]: True for places in stated.values()}


def _between(found: Sequence[tuple[tuple[Trigger, ...], Any]], compared: Container[int]) -> set[int]:
    """Return the places of the second value of a stated condition of each code, where there is one after it."""
    changes: dict[str, set[str]] = {}
    second: dict[str, int] = {}
    for place, (triggers, _) in enumerate(found):
        first = triggers[0]
        simple = len(first.change.sets) == 1 and not (first.change.removes or first.change.repeats)
        seen, value = changes.setdefault(first.code, set()), str(first.change.sets)
        if first.stated and simple and not first.unknown and seen - {value} and place not in compared:
            second.setdefault(first.code, place)
        seen.add(value)
    return set(second.values())


def _with_other_choices(case: Case, trigger: Trigger, target: TargetView) -> Case:
    """Return a case with other enum values beside its bad value: some servers look at it for one choice alone."""
    assert case.operation is not None
    varied = with_other_choices(trigger.change, case.operation, case.variables, target.type_system)
    if varied == case.variables:
        return case
    return replace(case, variables=varied, label=f"{case.label}, with other choices")


def _and_nothing_else(case: Case, trigger: Trigger, target: TargetView) -> Iterator[Case]:
    """Yield a case with the change of a trigger in the smallest input, and the mutation under an alias.

    Some servers look at a value only where another one is there, or answer by the names of root fields. Where the
    change leaves out a field, null stands in it: that is no value either.
    """
    assert case.operation is not None
    assert case.mutation is not None
    smallest = target.strategies.minimal(target.contract.mutations[case.mutation])
    changed = with_change(trigger.change, case.operation, smallest, target.type_system, today=target.today)
    if trigger.pool is None:
        label = f"{case.label}, {'under an alias' if changed is None else 'and nothing else'}"
        if changed is not None and trigger.change.removes and not trigger.change.sets:
            with_null = with_nulls(trigger.change, case.operation, changed, target.type_system)
            label = f"{label}, with null" if with_null != changed else label
            changed = with_null
        variables = case.variables if changed is None else changed  # the smallest has no place for it
        alone = replace(case, variables=variables, operation=with_alias(case.operation), label=label)
        yield with_own_key(replace(alone, fresh=()), target)


def _case(
    mutation: Mutation, target: TargetView, triggers: tuple[Trigger, ...], variables: Mapping[str, Any]
) -> Case:
    due = provocation_due(triggers, target)
    return request(
        NAME,
        mutation,
        target,
        variables,
        provokes=due.codes[0],
        credentials=Credentials.NONE if triggers[0].anonymous else Credentials.TOKEN,
        due=due,
        label=f"{' or '.join(due.codes)}: {due.condition}",
    )
