"""Which input a validation error blames: its inputPath, followed from the arguments of the mutation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import GraphQLList, get_named_type, get_nullable_type

from kraken_conformance.checks._shared.answer_outcome import outcomes_before
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.sent_values import sent_values
from kraken_conformance.model.json_path import Path, value_at

INPUT = "input"
IDEMPOTENCY_KEY = "idempotencyKey"

DIGITS = 9
"""Of the index of any list that can be sent."""

PLAIN = frozenset({"String", "ID"})
"""Types that say nothing of what a value is."""


def blamed(observation: Observation, steps: Sequence[Any]) -> Path | None:
    """Return the path to an input that a server means, None where the steps lead to none.

    Names are compared without case and underscores: some servers write them as their own code does. An index has to be
    one of the list that was sent; some servers write it as a text.
    """
    assert observation.mutation is not None
    root = observation.target.type_system.mutation_type
    field = None if root is None else root.fields.get(observation.mutation.name)
    fields: Mapping[str, Any] = {} if field is None else field.args
    sent = sent_values(observation.case)
    path: Path = ()
    type_: Any = None
    if INPUT not in fields and list(steps[:1]) == [INPUT]:  # all arguments together
        steps = steps[1:]
    for step in steps:
        index = _index(step) if isinstance(get_nullable_type(type_), GraphQLList) else None
        if index is None and isinstance(step, str):
            named = fields if type_ is None else getattr(get_named_type(type_), "fields", {})
            name = next((name for name in named if _plain(name) == _plain(step)), None)
            if name is None:
                return None
            path, type_ = (*path, name), named[name].type
        elif index is not None:
            items = value_at(sent, path)
            if index < 0 or (isinstance(items, list) and index >= len(items)):
                return None
            path, type_ = (*path, index), get_nullable_type(type_).of_type
        else:
            return None
    return path


def broken(observation: Observation) -> Path | None:
    """Return the path to the one input that makes a code due; None where there are several, or it is not known.

    It is known where the same input without it was accepted just before, and nothing else was done: elsewhere another
    input may be wrong as well, or what it is about may have ended.
    """
    case, before = observation.case, observation.exchange.before
    if observation.mutation is None or case.due is None or case.due.after_steps or case.takes:
        return None
    if len(before) != 1 or not before[0].case.is_answered_by(observation.mutation.name):
        return None
    (earlier,) = outcomes_before(observation)
    if earlier is None or earlier.refused:
        return None
    differences = _differences(sent_values(before[0].case), sent_values(case))
    found = [path for path in differences if path[-1] != IDEMPOTENCY_KEY]
    return found[0] if len(found) == 1 else None


def another(observation: Observation, blamed_path: Path, broken_path: Path) -> bool:
    """Whether the input that is blamed is surely not the one that is broken, nor what it is compared with.

    It is another leaf, whose type or format differs from that of the other, so that the two are no pair.
    """
    shorter = min(len(blamed_path), len(broken_path))
    if blamed_path[:shorter] == broken_path[:shorter]:
        return False
    sort = _sort(observation, blamed_path)
    return sort is not None and sort != _sort(observation, broken_path)


def _sort(observation: Observation, path: Path) -> tuple[str, str] | None:
    """Return the type and the format of a leaf of the input, None for what is no leaf."""
    assert observation.mutation is not None
    names = tuple(step for step in path if isinstance(step, str))
    leaves = {
        tuple(step for step in leaf if isinstance(step, str)): type_
        for leaf, type_ in observation.target.input_leaves(observation.mutation).items()
    }
    type_ = leaves.get(names)
    if type_ is None:
        return None
    found = observation.contract.input_format("", names[-1])
    form = None if found is None else found.name
    return type_, form or (names[-1] if type_ in PLAIN else "")


def _differences(valid: Any, sent: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of the leaves that are in two values and differ, and of parts that only one of them has."""
    if isinstance(valid, Mapping) and isinstance(sent, Mapping):
        for name in dict.fromkeys((*valid, *sent)):
            if name in valid and name in sent:
                yield from _differences(valid[name], sent[name], (*path, name))
            else:
                yield from ((*path, name),) * 2  # no value to blame: another one may be
    elif isinstance(valid, list) and isinstance(sent, list) and len(valid) == len(sent):
        for place, (first, second) in enumerate(zip(valid, sent, strict=True)):
            yield from _differences(first, second, (*path, place))
    elif valid != sent:
        yield path


def _index(step: Any) -> int | None:
    """Return the position in a list that a step stands for, a text of digits as well; None where it stands for none."""
    if isinstance(step, str) and step.isascii() and step.isdigit():
        return int(step) if len(step) <= DIGITS else None
    return step if type(step) is int else None


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
