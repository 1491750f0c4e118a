"""Sequences again for the other values of an enum that names their record: some servers forget those of one choice."""

from collections.abc import Iterator
from dataclasses import replace

from graphql import GraphQLEnumType

from kraken_conformance.model.case import Case
from kraken_conformance.model.json_path import Path, value_at, with_value
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.spec import FlowStep


def with_other_choices(case: Case, route: Route, step: FlowStep) -> Iterator[Case]:
    """Yield a case of a step, with all that goes before, for each other value of an enum that names its record.

    Nothing where an answer or a pool gives the record, or where it is no enum.
    """
    places = [(name, path) for name, path in step.takes.items() if _choices(route, step, path)]
    if case.takes or len(places) != 1:
        return
    (name, own) = places[0]
    chosen = value_at(case.variables, own)
    paths = {one.mutation: _path(one, name) for one in route.flow.steps.values()}
    for value in _choices(route, step, own):
        if value != chosen:
            before = tuple(_chosen(one, paths, chosen, value) for one in case.before)
            label = f"{case.label}, with {value}"
            yield replace(_chosen(case, paths, chosen, value), before=before, label=label)


def _choices(route: Route, step: FlowStep, path: Path) -> tuple[str, ...]:
    """Return the values that name a record at a path, none where it is no enum, or a pool has some."""
    type_name = route.target.input_leaves(route.mutation(step))[path]
    enum = route.target.type_system.type_map.get(type_name)
    known = route.target.pools.key(tuple(map(str, path)), type_name)
    return tuple(enum.values) if isinstance(enum, GraphQLEnumType) and known is None else ()


def _path(step: FlowStep, name: str) -> Path | None:
    """Return where a step is sent the value that names the record."""
    if name in step.takes:
        return step.takes[name]
    return step.gives[name].path if name in step.gives and step.gives[name].sent else None


def _chosen(case: Case, paths: dict[str, Path | None], old: str, new: str) -> Case:
    path = None if case.mutation is None else paths.get(case.mutation)
    if path is None or value_at(case.variables, path) != old:
        return case
    return replace(case, variables=with_value(case.variables, path, new))
