"""Triggers: which input provokes which error code, and whether the documents themselves state the condition."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from functools import lru_cache
from typing import Any

TODAY = "$today"
"""A value of a trigger that begins so is a date that many days from today: `$today+3`."""

NEW = "$new"
"""A value of a step that stands for a name which no other request has, the same one in all steps of a trigger."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of valid variables, all of it in one input object.

    `sets` gives values to fields, `copies` the value of another field, `removes` leaves optional fields out,
    `repeats` puts the first item of a list into it a number of `times`, with another one in between where they are
    `apart`, or the last time with other choices in it where they are `varied`. Fields are named by patterns with `*`,
    compared without regard to case; `a|b` is the first of several patterns that fits.
    """

    sets: Mapping[str, Any] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    removes: tuple[str, ...] = ()
    repeats: str | None = None
    times: int = 2
    apart: bool = False
    varied: bool = False

    @property
    def is_of_values_alone(self) -> bool:
        """Whether the change gives values to fields and does nothing else."""
        return not (self.copies or self.removes or self.repeats)


def fits(name: str, pattern: str) -> bool:
    """Whether the name of a field fits a pattern of a change."""
    return _pattern(pattern).match(name.lower()) is not None


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("|".join(translate(part) for part in text.lower().split("|")))


@dataclass(frozen=True, slots=True)
class TriggerStep:
    """A step of the flow that a trigger goes through, with the change that is made to its variables.

    With `refused`, the change makes it fail, and that it has left nothing is the condition.
    """

    step: str
    change: Change
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """A condition under which a mutation raises a code that it declares.

    `condition` names it in words. Where it is `stated`, the documents' own words say so, else it is inferred
    from `source`. `only` are the mutations that it holds for, empty for all that declare the code. It is
    brought about by a `change` of the input, by the `steps` of a `flow`, the last of which raises the code, or
    by a value that only the user knows: the first one of `pool`, in each field of the change whose value is null.
    With `anonymous`, the request has no token. `unknown` says that the condition is that there is no such thing: a
    target that keeps no such things cannot know. With `guess`, the condition may as well be none: it is tried, and
    accepting it is no fault.
    """

    code: str
    condition: str
    stated: bool = False
    source: str = ""
    only: tuple[str, ...] = ()
    change: Change = field(default_factory=Change)
    pool: str | None = None
    flow: str | None = None
    steps: tuple[TriggerStep, ...] = ()
    anonymous: bool = False
    unknown: bool = False
    guess: bool = False

    @property
    def is_of_missing_input(self) -> bool:
        """Whether the documents state that the code is for fields that are not there, and for nothing else."""
        change = self.change
        more = change.sets or change.copies or change.repeats or self.flow or self.pool or self.anonymous
        return self.stated and bool(change.removes) and not more


@dataclass(frozen=True, slots=True)
class Triggers:
    """All triggers of a contract by code, why the other codes have none, and what meets no condition of a code.

    `allowed` are changes of valid input after which a code must not come.
    """

    by_code: Mapping[str, tuple[Trigger, ...]] = field(default_factory=dict)
    untried: Mapping[str, str] = field(default_factory=dict)
    allowed: Mapping[str, tuple[Trigger, ...]] = field(default_factory=dict)

    @property
    def pools(self) -> frozenset[str]:
        """The names of the pools from which triggers take values that only the user knows."""
        triggers = (trigger for listed in self.by_code.values() for trigger in listed)
        return frozenset(trigger.pool for trigger in triggers if trigger.pool is not None)

    def refused_in(self, name: str) -> tuple[Any, ...]:
        """Return the values that some mutation refuses in a field of this name, whatever its other fields hold."""
        changes = (
            trigger.change for listed in self.by_code.values() for trigger in listed if not trigger.pool
        )
        alone = (change for change in changes if len(change.sets) == 1 and change.is_of_values_alone)
        return tuple(
            value for change in alone for pattern, value in change.sets.items() if fits(name, pattern)
        )

    def of(self, mutation: str, code: str) -> tuple[Trigger, ...]:
        """Return the triggers of a code that hold for a mutation, in the order of the file."""
        return _holding(self.by_code.get(code, ()), mutation)

    def of_missing_input(self, mutation: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Return those of some codes that a mutation raises for fields that are not there, and for nothing else."""
        listed = ((code, self.of(mutation, code)) for code in codes)
        return tuple(
            code for code, triggers in listed if triggers and all(one.is_of_missing_input for one in triggers)
        )

    def allowed_by(self, mutation: str, code: str) -> tuple[Trigger, ...]:
        """Return what must not raise a code of a mutation, in the order of the file."""
        return _holding(self.allowed.get(code, ()), mutation)


def _holding(triggers: Iterable[Trigger], mutation: str) -> tuple[Trigger, ...]:
    return tuple(trigger for trigger in triggers if not trigger.only or mutation in trigger.only)
