"""The state machine of a flow. Its rules only write down what is to be done: nothing is sent while it runs."""

from collections.abc import Callable
from typing import Any

from hypothesis.stateful import Bundle, RuleBasedStateMachine, precondition, rule
from hypothesis.strategies import DrawFn, composite

from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.walk_cases import variables_for
from kraken_conformance.probes.flows.walk_plan import Move, Program
from kraken_conformance.spec import FlowStep

STEPS = 6
"""How many steps a walk has."""

BEGINNINGS = 2
"""How often a step that needs nothing is made in a walk."""

GIVER = "giver"
"""The arguments of a rule that are drawn from bundles begin so."""


class _Recorder(RuleBasedStateMachine):
    """Writes moves down, and hands them over when the walk is at its end."""

    finished: Callable[[Program], None]

    def __init__(self) -> None:
        super().__init__()
        self.moves: list[Move] = []

    def move(self, route: Route, step: FlowStep, drawn: dict[str, Any]) -> int:
        """Write a move down and return its position, by which others take from it."""
        givers = tuple(drawn[name] for name in sorted(drawn) if name.startswith(GIVER))
        self.moves.append(Move(step.name, variables_for(route, step, drawn["variables"]), givers))
        return len(self.moves) - 1

    def ready(self, route: Route, step: FlowStep) -> bool:
        """Whether everything that a step needs has been made."""
        made = {move.step for move in self.moves}
        return made.issuperset(step.after) and all(
            made & {giver.name for giver in givers} for givers, _ in route.groups(step)
        )

    def may_begin(self, route: Route, step: FlowStep) -> bool:
        """Whether a step that needs nothing may be made again: a walk is to get on, if it can."""
        made = sum(move.step == step.name for move in self.moves)
        return made < BEGINNINGS or not any(
            self.ready(route, other) for other in route.steps if other.takes or other.after
        )

    def teardown(self) -> None:
        """Hand the walk over."""
        if self.moves:
            type(self).finished(tuple(self.moves))


def machine_of(route: Route, finished: Callable[[Program], None]) -> type[RuleBasedStateMachine]:
    """Return the state machine of a flow on a target.

    A rule for each step that can be made there, a bundle for each set of steps that give the same, and
    preconditions for the rest of the order. `finished` is called with every walk.
    """
    bundles: dict[tuple[str, ...], Bundle[int]] = {}
    for step in route.steps:
        for givers, _ in route.groups(step):
            names = tuple(giver.name for giver in givers)
            bundles.setdefault(names, Bundle("+".join(names)))
    members: dict[str, Any] = {f"bundle{number}": bundle for number, bundle in enumerate(bundles.values())}
    for step in route.steps:
        members[f"step_{step.name}"] = _rule(route, step, bundles)
    return type(f"Flow_{route.flow.name}", (_Recorder,), {**members, "finished": staticmethod(finished)})


def _rule(route: Route, step: FlowStep, bundles: dict[tuple[str, ...], Bundle[int]]) -> Any:
    targets = tuple(bundle for names, bundle in bundles.items() if step.name in names)
    taken = {
        f"{GIVER}{number}": bundles[tuple(giver.name for giver in givers)]
        for number, (givers, _) in enumerate(route.groups(step))
    }

    def make(self: _Recorder, **drawn: Any) -> Any:
        place = self.move(route, step, drawn)
        return place if targets else None

    make.__name__ = make.__qualname__ = f"step_{step.name}"

    @composite
    def variables(draw: DrawFn) -> Any:  # a strategy of its own: Hypothesis writes out those of a rule
        return draw(route.target.variables(route.mutation(step)))

    def in_order(self: _Recorder) -> bool:
        if step.takes or step.after:
            return self.ready(route, step)
        return self.may_begin(route, step)

    arguments: Any = {**taken, "variables": variables()}
    return precondition(in_order)(rule(targets=targets, **arguments)(make))
