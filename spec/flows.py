"""Ordered flows: what has to be done first so that a mutation can do its work. Inferred, never a promise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Way = tuple[str | int, ...]
"""The way to a value: names of fields, and positions in lists."""


@dataclass(frozen=True, slots=True)
class Given:
    """Where a step has a value that later ones take: in its answer, or among the variables it was sent with.

    The path of an answer begins below the field of the mutation, that of variables with an argument.
    """

    path: Way
    sent: bool


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step of a flow: a mutation, and how it hangs together with other steps.

    `gives` and `takes` go by the names of values: where the step has one for others, and the path of the
    variables where it puts one of an earlier step. `after` are the names of steps that come first though
    nothing is taken from them. With `ends`, what it takes cannot be used any more. `present` and `absent`
    are paths of variables that the step needs, or must do without, whatever their types allow. `refusal`
    is the code with which the mutation answers a value that no earlier step gave, None where the documents
    do not tell. `ended` is that for what has ended, where it is
    another one. `shows` are the fields of the answer that show an input field, by their
    paths. `renews` are the values that it gives which are others each time. With `unknown`, `refusal` says
    nothing else. With `stated`, the documents' own words say that what was
    given is accepted. `limited` are the values that it gives which are credentials for the named mutations alone.
    """

    name: str
    mutation: str
    gives: Mapping[str, Given]
    takes: Mapping[str, Way]
    after: tuple[str, ...] = ()
    ends: bool = False
    present: tuple[Way, ...] = ()
    absent: tuple[Way, ...] = ()
    refusal: str | None = None
    ended: str | None = None
    unknown: bool = False
    stated: bool = False
    shows: Mapping[Way, Way] = field(default_factory=dict)
    renews: tuple[str, ...] = ()
    limited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow: steps by name, in the usual order. `source` says what it is inferred from.

    A `drafted` one was made by an import and is not confirmed: it leads to inputs, and no violation rests on it.
    """

    name: str
    text: str
    source: str
    steps: Mapping[str, FlowStep]
    drafted: bool = False

    def givers(self, value: str) -> tuple[FlowStep, ...]:
        """Return the steps that give a value, in the usual order."""
        return tuple(step for step in self.steps.values() if value in step.gives)

    def groups(self, step: FlowStep) -> Iterator[tuple[tuple[FlowStep, ...], tuple[str, ...]]]:
        """Yield what a step takes, grouped by who gives it: the givers, and the names of the values.

        What the same steps give belongs together, as the number of an account and that of its quote do, and
        is taken from one of them.
        """
        names: dict[tuple[str, ...], list[str]] = {}
        for value in step.takes:
            names.setdefault(tuple(giver.name for giver in self.givers(value)), []).append(value)
        for givers, values in names.items():
            yield tuple(self.steps[name] for name in givers), tuple(values)

    def ending(self, step: FlowStep) -> tuple[FlowStep, ...]:
        """Return the steps that end something which a step takes, that step itself included."""
        return tuple(
            other for other in self.steps.values() if other.ends and set(other.takes) & set(step.takes)
        )
