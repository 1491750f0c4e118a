"""What the mutations of a server gave out, as the flows of the contract say, and what of it has ended since."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kraken_conformance.spec import Contract, Flow, FlowStep, Given

MOST_RECORDS = 50_000
"""Older records than this many are forgotten."""

Key = tuple[str, tuple[tuple[str, str], ...]]
"""A flow, and values that were given together: the name of each, and the value as text."""


@dataclass(slots=True)
class Record:
    """Something that a step gave out, and to whom."""

    owner: str
    ended: bool = False


class Memory:
    """The records of one server process. The same values given again are a new record in the place of the old."""

    def __init__(self, contract: Contract) -> None:
        self._records: OrderedDict[Key, Record] = OrderedDict()
        self._contract = contract

    def has_ended(self, mutation: str, arguments: Mapping[str, Any]) -> bool:
        """Whether a call takes something that an earlier step gave out and another has ended."""
        return any(
            record is not None and record.ended
            for flow, step in self._contract.steps_of(mutation)
            for record in self._taken(flow, step, arguments)
        )

    def refusal(self, mutation: str, arguments: Mapping[str, Any], caller: str) -> str | None:
        """Return the code that says that a call takes what no earlier step gave, or what has ended, else None.

        What another identity made is as if it were not there.
        """
        for flow, step in self._contract.steps_of(mutation):
            for record in self._taken(flow, step, arguments):
                if record is None or record.owner != caller:
                    return step.refusal
                if record.ended:
                    return step.ended or step.refusal
        return None

    def note(self, mutation: str, arguments: Mapping[str, Any], answer: Any, caller: str) -> None:
        """Note what a call that succeeded ended and what it gave to the caller. `answer` is by the names of fields."""
        for flow, step in self._contract.steps_of(mutation):
            if step.ends:
                for record in self._taken(flow, step, arguments):
                    if record is not None:
                        record.ended = True
            for key in self._given(flow, step, arguments, answer):
                self._records.pop(key, None)
                self._records[key] = Record(caller)
        while len(self._records) > MOST_RECORDS:
            self._records.popitem(last=False)

    def lacks(self, mutation: str, arguments: Mapping[str, Any], answer: Any) -> bool:
        """Whether an answer lacks something that a step of a flow is to give."""
        return any(
            _given_at(given, arguments, answer) is None
            for _, step in self._contract.steps_of(mutation)
            for given in step.gives.values()
            if not given.sent
        )

    def _taken(self, flow: Flow, step: FlowStep, arguments: Mapping[str, Any]) -> Iterator[Record | None]:
        """Yield the records that a step takes from, None for each that there is not."""
        for _, values in flow.groups(step):
            found = {value: _at(arguments, step.takes[value]) for value in values}
            yield self._records.get(_key(flow, found))

    def _given(self, flow: Flow, step: FlowStep, arguments: Mapping[str, Any], answer: Any) -> Iterator[Key]:
        """Yield the keys under which other steps will look for what a step gives."""
        wanted = {
            tuple(values)
            for other in flow.steps.values()
            for givers, values in flow.groups(other)
            if step in givers
        }
        for values in wanted:
            found = {value: _given_at(step.gives[value], arguments, answer) for value in values}
            if None not in found.values():
                yield _key(flow, found)


def _key(flow: Flow, values: Mapping[str, Any]) -> Key:
    return flow.name, tuple(sorted((name, str(value)) for name, value in values.items()))


def _given_at(given: Given, arguments: Mapping[str, Any], answer: Any) -> Any:
    return _at(arguments if given.sent else answer, given.path)


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
