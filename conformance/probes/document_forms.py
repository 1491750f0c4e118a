"""The probe `document-forms`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from graphql import is_enum_type

from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.model.json_path import value_at, with_value
from kraken_conformance.operations.equal_operations import equal_requests
from kraken_conformance.probes._shared.one_document import behind
from kraken_conformance.probes._shared.preconditions import obstacle, offered, payload_type, request
from kraken_conformance.probes._shared.provocation_input import provoking_inputs
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Effect, Mutation
from kraken_conformance.target.view import TargetView

NAME: Final = "document-forms"

WITH_INNER_DEFAULTS: Final = 5
"""One mutation in five, chosen by its name, is sent with defaults of variables within its input."""


@probe(NAME)
def document_forms(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """A valid request in other forms of the language, whose answer has to have the same shape.

    Variables within the input, defaults, conditions with variables, fields to be merged, fragments in fragments.
    """
    if not offered(mutation, target):
        return None
    usual = request(NAME, mutation, target, target.complete(mutation), expectation=Expectation.ACCEPTED)
    return obstacle(mutation, target) or Cases(fixed=tuple(_cases(mutation, target)), control=usual)


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    operation, variables = target.operation(mutation), target.complete(mutation)
    payload, inner = payload_type(mutation, target), mutation.turn(WITH_INNER_DEFAULTS) == 0
    for form in equal_requests(operation, variables, target.type_system, payload, inner_defaults=inner):
        yield Case(
            probe=NAME,
            server=mutation.server,
            mutation=mutation.name,
            operation=form.operation,
            variables=form.variables,
            expectation=Expectation.ACCEPTED,
            label=form.label,
            about=form.about,
        )
    yield from _after_the_same_with_other_input(mutation, target)
    yield from _after_one_that_fails(mutation, target)


def _after_one_that_fails(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield the request behind the same mutation with input that is due to be refused, or with its own without any."""
    usual = request(NAME, mutation, target, target.complete(mutation), expectation=Expectation.ANY)
    due = ((triggers, variables) for triggers, variables in provoking_inputs(mutation, target))
    sure = [one for one in due if not (one[0][0].guess or one[0][0].anonymous)]
    if not sure and Effect.DESTROYS not in mutation.effects:
        yield replace(
            behind(usual, usual), expectation=Expectation.ACCEPTED, label="the same mutation before it"
        )
    for _, variables in sorted(sure, key=lambda one: not one[0][0].stated)[:1]:
        label = "the same mutation before it, with input that is refused"
        written = behind(usual, replace(usual, variables=variables))
        yield replace(written, label=label, about="document.root-fields")


def _after_the_same_with_other_input(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield the request behind the same mutation with other input, where its answer shows what was sent."""
    shown = {path for _, step in target.contract.steps_of(mutation.name) for path in step.shows.values()}
    types = target.input_leaves(mutation)
    plain: Any = target.complete(mutation)
    others = plain
    for path in sorted(shown, key=str):
        value = value_at(plain, path)
        if value is not None:
            others = with_value(others, path, _other_than(value, target.type_system.get_type(types[path])))
    if others != plain:
        case = request(NAME, mutation, target, plain, expectation=Expectation.ACCEPTED)
        label = "the same mutation before it, with other input"
        yield replace(behind(case, replace(case, variables=others)), label=label)


def _other_than(value: Any, type_: Any) -> Any:
    """Return another value of a type, the same one where there is none."""
    if is_enum_type(type_):
        return next((name for name in type_.values if name != value), value)
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else value
