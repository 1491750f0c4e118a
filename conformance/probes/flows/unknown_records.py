"""Steps that take an id which no earlier step gave, where no code of their own says that there is no such thing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from kraken_conformance.model.case import Case, Due
from kraken_conformance.model.fresh_names import name_for
from kraken_conformance.model.json_path import with_value
from kraken_conformance.probes._shared.preconditions import request
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import OF_MANY
from kraken_conformance.probes.flows.walk_cases import variables_for
from kraken_conformance.probes.flows.witnesses import shows_memory, watched
from kraken_conformance.spec import FlowStep

LIKE: Final = {"UUID": "00000000-0000-4000-8000-000000000000"}
"""Values in the form of a type; digits for all others."""

STRANGE_NUMBER: Final = 2_147_480_000
NUMBERS: Final = frozenset({"Int", "BigInt"})

CONDITION: Final = "an id that no step gave"


def never_given(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step with ids that no step gave, on a target that shows that it remembers: any declared error will do."""
    mutation, target = route.mutation(step), route.target
    paths = [path for path in step.takes.values() if path[-1] != OF_MANY]
    codes = route.refusals(step)
    if step.unknown or not paths or not codes or route.flow.drafted:
        return
    label = f"{route.flow.name}: {CONDITION}"
    types = target.input_leaves(mutation)
    variables: Any = variables_for(route, step, target.complete(mutation))
    names: set[str] = set()
    for path in paths:
        value: Any = STRANGE_NUMBER
        if types.get(path) not in NUMBERS:
            value = name_for(f"{mutation.name} {label} {path[-1]}", like=LIKE.get(types.get(path, ""), "0"))
            names.add(value)
        variables = with_value(variables, path, value)
    case = request(probe, mutation, target, variables, label=label, fresh=tuple(sorted(names)))
    due = Due(codes, CONDITION, after_steps=True)
    found = watched(replace(case, due=due), route, mutation, probe)
    if shows_memory(found):
        yield found
