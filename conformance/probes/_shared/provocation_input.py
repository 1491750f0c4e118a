"""The inputs that are due to raise a code: valid variables with the change that a trigger names."""

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Any

from graphql import (
    GraphQLInputField,
    GraphQLInputType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    is_scalar_type,
)

from kraken_conformance.model.case import Due, Operation
from kraken_conformance.model.item_names import naming_field
from kraken_conformance.operations.operation_nodes import variable_types
from kraken_conformance.spec import Change, Mutation, Trigger
from kraken_conformance.spec.triggers import TODAY, fits
from kraken_conformance.strategies import Pools
from kraken_conformance.target.view import TargetView

MANY = 6
"""How often an item is there in a list that is not a short one."""

_NO_TEXT = frozenset({"Boolean", "Int", "Float"})
_NO_NUMBER = frozenset({"Boolean", "String", "ID"})
_OF_NO_VALUE = re.compile(r"empty|blank|missing|mandatory|required|not provided|no .* provided", re.I)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DAYS_FROM_TODAY = re.compile(re.escape(TODAY) + r"([+-][0-9]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _InputObject:
    """An object of values in the variables, the fields that it may have, and its path without positions.

    `items` is the list that it stands in.
    """

    value: dict[str, Any]
    fields: Mapping[str, GraphQLInputField]
    path: tuple[str, ...] = ()
    items: list[Any] | None = None

    def fitting(self, pattern: str) -> Iterator[str]:
        """Yield the names of the fields that fit a pattern; of `a|b`, those of `a` first."""
        for part in pattern.lower().split("|"):
            yield from (name for name in self.fields if fnmatchcase(name.lower(), part))


def provoking_inputs(
    mutation: Mutation, target: TargetView
) -> Iterator[tuple[tuple[Trigger, ...], dict[str, Any]]]:
    """Yield the variables that are due to raise a code of a mutation, with the triggers that say so.

    Where one input meets the conditions of several codes, any of them may come.
    """
    found: dict[str, tuple[list[Trigger], dict[str, Any]]] = {}
    for code in mutation.errors:
        for trigger, variables in _changed_by(code, mutation, target):
            key = json.dumps([variables, trigger.anonymous], sort_keys=True)
            found.setdefault(key, ([], variables))[0].append(trigger)
    for triggers, variables in found.values():
        yield tuple(triggers), variables


def allowed_inputs(mutation: Mutation, target: TargetView) -> Iterator[tuple[str, Trigger, dict[str, Any]]]:
    """Yield the variables that must not raise a code of a mutation, with the code and what the contract says of it."""
    for code in mutation.errors:
        for trigger in target.contract.triggers.allowed_by(mutation.name, code):
            variables = _changed(trigger, mutation, target)
            if variables is not None:
                yield code, trigger, variables


def with_optional_ids(trigger: Trigger, mutation: Mutation, target: TargetView) -> dict[str, Any] | None:
    """Return the variables with the one bad value of a trigger beside all ids, None where no id may be left out."""
    whole = target.with_ids(mutation)
    if not _fits_elsewhere(trigger) or whole == target.complete(mutation):
        return None
    operation, schema = target.operation(mutation), target.type_system
    return with_change(trigger.change, operation, whole, schema, today=target.today)


def _also_in_long_lists(triggers: Iterable[Trigger]) -> Iterator[Trigger]:
    """Yield triggers, and those that repeat an item of a list in other ways: many times, apart, with other choices.

    That an item with other choices is the same one is what its name says, and no message.
    """
    for trigger in triggers:
        yield trigger
        if trigger.change.repeats is not None:
            longer = replace(trigger.change, times=MANY)
            yield replace(trigger, condition=f"{trigger.condition}, {MANY} times", change=longer)
            apart = replace(trigger.change, apart=True)
            yield replace(
                trigger, condition=f"{trigger.condition}, with another one in between", change=apart
            )
            varied = replace(trigger.change, varied=True)
            yield replace(
                trigger, condition=f"{trigger.condition}, with other choices", change=varied, stated=False
            )


def provocation_due(triggers: Sequence[Trigger], target: TargetView) -> Due:
    """Return what is due where the conditions of triggers are met: what weighs most, and the codes of all."""
    first = next((trigger for trigger in triggers if trigger.stated), triggers[0])
    codes = tuple(dict.fromkeys(trigger.code for trigger in triggers))
    guess = all(_is_guess(trigger, target) for trigger in triggers)
    until = min((day for trigger in triggers if (day := _last_day(trigger, target))), default=None)
    return Due(codes, first.condition, stated=first.stated, guess=guess, until=until)


def _last_day(trigger: Trigger, target: TargetView) -> str | None:
    """Return the last day on which what a trigger sets is a date in the future, None where it sets none.

    Tomorrow is none for a server that knows of zones in which it is tomorrow already.
    """
    found = (
        _DAYS_FROM_TODAY.fullmatch(value) for value in trigger.change.sets.values() if isinstance(value, str)
    )
    ahead = [days for one in found if one and (days := int(one[1])) > 0]
    today = target.today or date.today()
    return (today + timedelta(days=max(0, min(ahead) - 2))).isoformat() if ahead else None


def _is_guess(trigger: Trigger, target: TargetView) -> bool:
    """Whether a target that accepts it may be right: it is no more than a guess, or there may be no such things.

    A pool for the field says that the target tells things that exist from others.
    """
    names = [key.rpartition(".")[2] for key in target.pools.keys]
    known = any(fits(name, pattern) for name in names for pattern in trigger.change.sets)
    return trigger.guess or (trigger.unknown and not known)


def _changed_by(
    code: str, mutation: Mutation, target: TargetView
) -> Iterator[tuple[Trigger, dict[str, Any]]]:
    """Yield the variables that the triggers of a code ask for, and the first value at the other places that it fits."""
    first = True
    for trigger in _also_in_long_lists(target.contract.triggers.of(mutation.name, code)):
        variables = None if trigger.flow else _changed(trigger, mutation, target)
        if variables is None:
            continue
        yield _or_no_value(trigger, variables, mutation, target), variables
        for unknown in _made_up(trigger, variables, mutation, target):
            yield unknown, variables
        if first and _fits_elsewhere(trigger):
            for other, changed in _at_other_places(trigger, mutation, target):
                yield _or_no_value(other, changed, mutation, target), changed
            first = False


def _made_up(
    trigger: Trigger, variables: Mapping[str, Any], mutation: Mutation, target: TargetView
) -> Iterator[Trigger]:
    """Yield the triggers for what there is not that the item in between meets, where no pool has a value for it."""
    listed = trigger.change.repeats or ""
    places = _objects(dict(variables), target.operation(mutation), target.type_system)
    place = next((place for place in places if place.value.get(listed)), None)
    if place is None or not trigger.change.apart:
        return
    first, between, *_ = place.value[listed]
    for name, value in between.items():
        if value == first[name] or value in target.pools.find((*place.path, listed, name), ""):
            continue
        for code in mutation.errors:
            for other in target.contract.triggers.of(mutation.name, code):
                if other.unknown and any(fits(name, pattern) for pattern in other.change.sets):
                    yield other


def _or_no_value(
    trigger: Trigger, variables: Mapping[str, Any], mutation: Mutation, target: TargetView
) -> Trigger:
    """Return a trigger, as a guess where a blank text stands in a field that may be left out.

    It may mean that there is no value any more. A message that speaks of what is missing says that there has to be one.
    """
    entry = target.contract.errors.get(trigger.code)
    if "" not in trigger.change.sets.values() or (entry and _OF_NO_VALUE.search(entry.message or "")):
        return trigger
    blank = any(
        value == "" and not is_required_input_field(place.fields[name])
        for place in _objects(dict(variables), target.operation(mutation), target.type_system)
        for name, value in place.value.items()
        if name in place.fields
    )
    return replace(trigger, stated=False, guess=True) if blank else trigger


def _fits_elsewhere(trigger: Trigger) -> bool:
    """Whether a condition is one value in one field, whatever exists at the target."""
    change = trigger.change
    alone = len(change.sets) == 1 and not (change.removes or change.copies or change.repeats)
    return alone and not (trigger.unknown or trigger.guess or trigger.anonymous or trigger.pool)


def _at_other_places(
    trigger: Trigger, mutation: Mutation, target: TargetView
) -> Iterator[tuple[Trigger, dict[str, Any]]]:
    """Yield the variables with the value of a trigger at each place but the first.

    There the condition is as it was stated where the field has the same name.
    """
    plain, operation = target.complete(mutation), target.operation(mutation)
    (first, _), *others = _places_of(trigger.change, plain, operation, target.type_system, target.today)
    for (name, where), changed in others:
        stated = trigger.stated and name == first[0]
        yield replace(trigger, condition=f"{trigger.condition}, {where}", stated=stated), changed


def _places_of(
    change: Change,
    variables: Mapping[str, Any],
    operation: Operation,
    schema: GraphQLSchema,
    today: date | None,
) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Yield the variables with the one value of a change at each place that it fits, with its field and its place.

    Last in a second item of each list, as what is done to the first one may not be done to all.
    """
    ((pattern, value),) = change.sets.items()
    count = sum(1 for _ in _objects(dict(variables), operation, schema))
    for second in (False, True):
        for number in range(count):
            changed: dict[str, Any] = deepcopy(dict(variables))
            place = list(_objects(changed, operation, schema))[number]
            names = [name for name in place.fitting(pattern) if _takes(place.fields[name].type, value)]
            holder = place.value
            if second:
                if place.items is None or len(place.items) != 1:
                    continue
                holder = deepcopy(place.value)
                place.items.append(holder)
            for name in dict.fromkeys(names):
                kept = holder.get(name)
                holder[name] = _in_form(value, place.fields[name].type, today or date.today())
                yield (name, f"{name} of a second item" if second else name), deepcopy(changed)
                if kept is None:
                    del holder[name]
                else:
                    holder[name] = kept


def _changed(trigger: Trigger, mutation: Mutation, target: TargetView) -> dict[str, Any] | None:
    known = None
    if trigger.pool is not None:
        values = target.pools.named(trigger.pool)
        if not values:
            return None
        known = values[0]
    return with_change(
        trigger.change,
        target.operation(mutation),
        target.complete(mutation),
        target.type_system,
        today=target.today,
        known=known,
        pools=target.pools,
    )


def with_change(
    change: Change,
    operation: Operation,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
    *,
    today: date | None = None,
    known: Any = None,
    pools: Pools | None = None,
) -> dict[str, Any] | None:
    """Return the variables with the change made in the first object that has all its fields, else None.

    They are as valid as before: values only go where their type is asked for, and only optional fields
    are left out. `known` is the value of each field that the change sets to null. What stands between two equal items
    is a value of the pools, where they have another one.
    """
    changed: dict[str, Any] = deepcopy(dict(variables))
    for place in _objects(changed, operation, schema):
        if _made(change, place, today or date.today(), known, pools or Pools()):
            return None if changed == variables and change.sets else changed
    return None


def with_nulls(
    change: Change, operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema
) -> dict[str, Any]:
    """Return the variables with null in the fields that a change leaves out, where null may stand."""
    changed: dict[str, Any] = deepcopy(dict(variables))
    for place in _objects(changed, operation, schema):
        if removed := _removed(change, place):
            nullable = (name for name in removed if not is_non_null_type(place.fields[name].type))
            place.value.update(dict.fromkeys(sorted(nullable)))
            break
    return changed


def with_other_choices(
    change: Change, operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema
) -> dict[str, Any]:
    """Return the variables with other values in the enums that stand beside what a change has set.

    A field that may be left out may count for one choice alone: there nothing is changed.
    """
    changed: dict[str, Any] = deepcopy(dict(variables))
    for place in _objects(changed, operation, schema):
        bad = [name for pattern in change.sets for name in place.fitting(pattern) if name in place.value]
        if bad and all(is_required_input_field(place.fields[name]) for name in bad):
            for name in place.value.keys() & place.fields.keys():
                place.value[name] = _other_choice(place.value[name], place.fields[name].type)
        if bad:
            break
    return changed


def with_different_items(
    variables: Mapping[str, Any],
    operation: Operation,
    schema: GraphQLSchema,
    lists: Container[str],
    several: int,
) -> dict[str, Any]:
    """Return the variables with several items in each list of objects of these names.

    They differ in what names them, and every other one in its choices.
    """
    changed: dict[str, Any] = deepcopy(dict(variables))
    for place in list(_objects(changed, operation, schema)):
        for name in place.value.keys() & place.fields.keys():
            items = place.value[name]
            if (
                name not in lists
                or not isinstance(items, list)
                or not items
                or not isinstance(items[0], dict)
            ):
                continue
            named = naming_field(items[0])
            if named is None or not isinstance(items[0][named], str):
                continue
            kinds = items[0], _with_other_choices(items[0], place.fields[name].type)
            place.value[name] = [
                {**kinds[number % 2], named: f"{items[0][named]}{number or ''}"} for number in range(several)
            ]
    return changed


def _made(change: Change, place: _InputObject, today: date, known: Any, pools: Pools) -> bool:
    """Make the change in one object, all of it or nothing; return whether it was made."""
    sets, removed = _sets(change, place, today, known, pools), _removed(change, place)
    if sets is None or removed is None:
        return False
    place.value.update(sets)
    for name in removed:
        place.value.pop(name, None)
    return bool(sets or removed)


def _sets(
    change: Change, place: _InputObject, today: date, known: Any, pools: Pools
) -> dict[str, Any] | None:
    """Return the values to set by the names of their fields, None where one does not fit."""
    sets: dict[str, Any] = {}
    wanted = [(pattern, known if value is None else value) for pattern, value in change.sets.items()]
    for pattern, other in change.copies.items():
        if other not in place.value:
            return None
        wanted.append((pattern, place.value[other]))
    for pattern, value in wanted:
        name = next((name for name in place.fitting(pattern) if _takes(place.fields[name].type, value)), None)
        if name is None:
            return None
        sets[name] = _in_form(value, place.fields[name].type, today)
    if change.repeats is not None:
        items = place.value.get(change.repeats)
        if not isinstance(items, list) or not items:
            return None
        repeated = [deepcopy(items[0]) for _ in range(change.times)]
        if change.varied:
            repeated[-1] = _with_other_choices(items[0], place.fields[change.repeats].type)
            if repeated[-1] == items[0]:
                return None
        if change.apart:
            other = _other_item(items[0], (*place.path, change.repeats), pools)
            if other is None:
                return None
            repeated.insert(1, other)
        sets[change.repeats] = repeated
    return sets


def _other_item(item: Any, path: tuple[str, ...], pools: Pools) -> Any:
    """Return an item that differs in its first text, by a value that is known if there is one; None without a text."""
    for name, value in item.items() if isinstance(item, dict) else ():
        if isinstance(value, str) and value.isalnum():
            known = pools.find((*path, name), "")
            others = (one for one in known if isinstance(one, str) and one != value)
            return {**deepcopy(item), name: next(others, f"{value}B")}
    return None


def _with_other_choices(item: Any, type_: GraphQLInputType) -> Any:
    """Return an item with other values in its enums and Booleans, which name nothing."""
    named = get_named_type(type_)
    if not isinstance(item, dict) or not is_input_object_type(named):
        return item
    other = dict(item)
    for name, value in item.items():
        choice = get_named_type(named.fields[name].type)
        if isinstance(value, bool):
            other[name] = not value
        else:
            other[name] = _other_choice(value, choice)
    return other


def _other_choice(value: Any, type_: GraphQLInputType) -> Any:
    """Return another value of an enum, and any other value as it is."""
    choice = get_nullable_type(type_)
    if value is None or not is_enum_type(choice):
        return value
    return next((one for one in choice.values if one != value), value)


def _removed(change: Change, place: _InputObject) -> set[str] | None:
    """Return the names of the fields to leave out, None where one of them is required or missing."""
    removed: set[str] = set()
    for pattern in change.removes:
        names = [name for name in place.fitting(pattern) if not is_required_input_field(place.fields[name])]
        if not names:
            return None
        removed.update(names)
    return removed


def _takes(type_: GraphQLInputType, value: Any) -> bool:
    """Whether a value is one of a type. Custom scalars take text: their forms are those of the fields."""
    bare = get_nullable_type(type_)
    if isinstance(value, list):
        return is_list_type(bare)
    if is_enum_type(bare):
        return value in bare.values
    if not is_scalar_type(bare):
        return False
    if isinstance(value, bool):
        return bare.name == "Boolean"
    return bare.name not in (_NO_TEXT if isinstance(value, str) else _NO_NUMBER)


def _in_form(value: Any, type_: GraphQLInputType, today: date) -> Any:
    """Return a value in the form of a type: dates from today written out, with a time where one is due."""
    if not isinstance(value, str):
        return value
    if found := _DAYS_FROM_TODAY.fullmatch(value):
        value = (today + timedelta(days=int(found[1]))).isoformat()
    named = getattr(get_nullable_type(type_), "name", "")
    return f"{value}T00:00:00Z" if named == "DateTime" and _DAY.fullmatch(value) else value


def _objects(
    variables: dict[str, Any], operation: Operation, schema: GraphQLSchema
) -> Iterator[_InputObject]:
    """Yield every object of the variables, the outer before the inner, the arguments themselves first."""
    types = variable_types(operation, schema)
    arguments = {name: GraphQLInputField(type_) for name, type_ in types.items() if type_ is not None}
    yield _InputObject(variables, arguments)
    for name, argument in arguments.items():
        yield from _within(variables.get(name), argument.type, (name,))


def _within(
    value: Any, type_: GraphQLInputType, path: tuple[str, ...], items: list[Any] | None = None
) -> Iterator[_InputObject]:
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        for item in value if isinstance(value, list) else ():
            yield from _within(item, bare.of_type, path, value)
    elif is_input_object_type(bare) and isinstance(value, dict):
        yield _InputObject(value, bare.fields, path, items)
        for name, field in bare.fields.items():
            yield from _within(value.get(name), field.type, (*path, name))
