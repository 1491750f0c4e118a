"""A flow on one target: which of its steps can be made there, and why others cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kraken_conformance.model.json_path import Path
from kraken_conformance.model.unmet_steps import UnmetStep
from kraken_conformance.model.value_binding import FITTING
from kraken_conformance.probes._shared.preconditions import obstacle, offered
from kraken_conformance.probes.flows.walk_plan import Program
from kraken_conformance.spec import Flow, FlowStep, Mutation, Role
from kraken_conformance.target.view import TargetView

Group = tuple[tuple[FlowStep, ...], tuple[str, ...]]
"""Steps that give the same values, and the names of these values."""

ABOUT_NO_RECORD = (
    Role.NO_TOKEN,
    Role.BAD_TOKEN,
    Role.TOKEN_EXPIRED,
    Role.FIELD_DISABLED,
    Role.TOO_COMPLEX,
    Role.TOO_MANY_NODES,
    Role.NO_PAGE_SIZE,
    Role.TOO_MANY_REQUESTS,
    Role.INTERNAL_ERROR,
)
"""The roles of codes with which any request may be refused, whatever it names."""


@dataclass(frozen=True)
class Route:
    """A flow with the steps of it that a target lets be made."""

    flow: Flow
    target: TargetView
    _programs: dict[tuple[int, int], tuple[Program, ...]] = field(default_factory=dict, repr=False)
    _groups: dict[str, tuple[Group, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def closed(self) -> Mapping[str, UnmetStep]:
        """Why steps cannot be made, by their names; a step that can be made is not there."""
        found: dict[str, UnmetStep] = {}
        for step in self.flow.steps.values():
            why = self._own_reason(step)
            reason = self._reason_before(step, found) if why is None else UnmetStep(step.mutation, why)
            if reason is not None:
                found[step.name] = reason
        return found

    @cached_property
    def steps(self) -> tuple[FlowStep, ...]:
        """The steps that can be made, in the usual order."""
        return tuple(step for step in self.flow.steps.values() if step.name not in self.closed)

    def groups(self, step: FlowStep) -> tuple[Group, ...]:
        """Return what a step takes, grouped as in the flow, with the givers of whom it can be had here."""
        if step.name not in self._groups:
            self._groups[step.name] = tuple(
                (tuple(giver for giver in givers if self._can_give(giver, step, values)), values)
                for givers, values in self.flow.groups(step)
            )
        return self._groups[step.name]

    def mutation(self, step: FlowStep) -> Mutation:
        """Return the mutation of a step."""
        return self.target.contract.mutations[step.mutation]

    def refusals(self, step: FlowStep) -> tuple[str, ...]:
        """Return the codes with which the mutation of a step may refuse the record that it takes."""
        others = self.target.contract.codes_of(*ABOUT_NO_RECORD)
        return tuple(code for code in self.mutation(step).errors if code not in others)

    def remembered(self, seed: int, count: int) -> tuple[Program, ...] | None:
        """Return the programs that were drawn before with a seed."""
        return self._programs.get((seed, count))

    def remember(self, seed: int, count: int, programs: tuple[Program, ...]) -> None:
        """Keep the programs that a seed gives: every mutation of the flow is tested with the same ones."""
        self._programs[seed, count] = programs

    def _own_reason(self, step: FlowStep) -> str | None:
        mutation = self.mutation(step)
        if not offered(mutation, self.target):
            return "is not in the target's schema"
        if step.mutation in self.target.not_on_the_way:
            return f"is not executed: {self.target.not_on_the_way[step.mutation]}"
        blocked = obstacle(mutation, self.target)
        if blocked is not None:
            return f"is blocked: {blocked.reason}"
        for path in step.takes.values():
            if path not in self._inputs(step):
                return f"has no input {_text(path)} in the target's schema"
        return None

    def _reason_before(self, step: FlowStep, closed: Mapping[str, UnmetStep]) -> UnmetStep | None:
        for name in step.after:
            if name in closed:
                return closed[name]
        for givers, values in self.flow.groups(step):
            open_ = [giver for giver in givers if giver.name not in closed]
            if not open_:
                return closed[givers[0].name]
            if all(self._lacking(giver, step, values) for giver in open_):
                lacking = ", ".join(self._lacking(open_[0], step, values))
                return UnmetStep(open_[0].mutation, f"has no {lacking} that can be handed on")
        return None

    def _can_give(self, giver: FlowStep, step: FlowStep, values: tuple[str, ...]) -> bool:
        return giver.name not in self.closed and not self._lacking(giver, step, values)

    def _lacking(self, giver: FlowStep, step: FlowStep, values: tuple[str, ...]) -> list[str]:
        """Return the paths of what a step does not give here in a form that the other can take."""
        lacking = []
        for value in values:
            given, wanted = giver.gives[value], self._inputs(step)[step.takes[value]]
            fitting = FITTING.get(wanted, frozenset())
            if given.sent:  # a value that was good for one input is good for another of its type
                fits = self._inputs(giver).get(given.path) in fitting | {wanted}
            else:
                fits = self.target.answer_leaves(self.mutation(giver)).get(given.path) in fitting
            if not fits:
                lacking.append(_text(given.path))
        return lacking

    def _inputs(self, step: FlowStep) -> Mapping[Path, str]:
        return self.target.input_leaves(self.mutation(step))


def routes_through(mutation: Mutation, target: TargetView) -> tuple[Route, ...]:
    """Return the flows that a mutation is a step of, on a target; for every mutation the same ones."""
    routes = target.once(
        "routes", make=lambda: [Route(flow, target) for flow in target.contract.flows.values()]
    )
    return tuple(
        route for route in routes if any(step.mutation == mutation.name for step in route.flow.steps.values())
    )


def _text(path: Path) -> str:
    return ".".join(map(str, path))
