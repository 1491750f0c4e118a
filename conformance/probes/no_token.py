"""The probe `no-token`."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from kraken_conformance.model.case import Case, Credentials, Expectation, Operation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.operations.hidden_mutation import (
    after_a_query,
    behind_another,
    behind_typename,
    in_inline_fragment,
    in_root_fragment,
    named,
    with_its_kind_alone,
)
from kraken_conformance.operations.rewriting import NoSuchRewriting, with_literals
from kraken_conformance.probes._shared.harmless_input import harmless_input
from kraken_conformance.probes._shared.one_document import in_document
from kraken_conformance.probes._shared.preconditions import (
    ACCENTED,
    inputs,
    offered,
    request,
    skipped,
    unknown_input,
)
from kraken_conformance.probes._shared.provocation_input import provoking_inputs
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "no-token"

INPUTS = 2
"""How many valid inputs are sent."""

PLAIN_JSON = ("Accept", "application/json")
"""What older clients accept: some servers execute such requests by other code."""

INTROSPECTION = "IntrospectionQuery"
"""The name that tools give to their introspection, and careless servers let through."""

PLAIN = "a plain value in every field"
"""The label of the input that has nothing wrong."""

PROVOCATIONS = 2
"""How many inputs are sent that the mutation would refuse for their values, if it looked at them."""


@probe(NAME)
def no_token(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Input without an Authorization header: a plain value in every field, and after it others, refused as well.

    Then the plain values in documents that hide the mutation, and each value of each enum. The simplest input does not
    come first: it may lack what the mutation asks for, and some servers look at that before they ask for a token.
    """
    if not offered(mutation, target):
        return None
    if blocked := unknown_input(mutation, target):
        return blocked
    anonymous = partial(
        request,
        NAME,
        mutation,
        target,
        expectation=Expectation.REFUSED if mutation.needs_token else Expectation.ANY,
        credentials=Credentials.NONE,
    )
    first, *others = (anonymous(one.variables, label=one.label) for one in inputs(mutation, target, INPUTS))
    if mutation.needs_token:
        plain = target.complete(mutation)
        others = [first, *others]
        first = anonymous(plain, label=PLAIN)
        wrong = islice(provoking_inputs(mutation, target), PROVOCATIONS)
        others += [anonymous(variables, label=triggers[0].condition) for triggers, variables in wrong]
        others = [replace(other, before=(first,)) for other in others if other.key() != first.key()]
        others += _written_otherwise(anonymous(plain), target)
        accented = next((one for one in target.boundary(mutation) if one.label.endswith(ACCENTED)), None)
        others += _in_fragments(
            anonymous(_within(plain, {} if accented is None else accented.variables)), target
        )
        others += _behind_a_public_one(anonymous(plain), target)
        others += [
            anonymous(_within(plain, choice.variables), label=choice.label)
            for choice in target.strategies.choices(mutation)
        ]
    by_request = {case.key(): case for case in (first, *others)}
    return Cases(fixed=tuple(by_request.values()), control=_control(mutation, target))


def _control(mutation: Mutation, target: TargetView) -> Case | None:
    """Return the request with the run's own token, where it has one."""
    return skipped(NAME, mutation, target) if target.has_token else None


def _written_otherwise(case: Case, target: TargetView) -> Iterator[Case]:
    """Yield the case in documents in which a careless server does not see the mutation."""
    operation, root = case.operation, target.type_system.mutation_type
    assert operation is not None
    of_mutations = "Mutation" if root is None else root.name
    for label, written in {
        "the mutation three times as later root fields, under aliases": behind_typename(operation),
        "the mutation in an inline fragment, in an operation without a name": in_inline_fragment(
            operation, of_mutations
        ),
    }.items():
        yield replace(case, operation=written, label=label)
    label = "the mutation after a comment and a query, and Accept: application/json"
    yield replace(case, operation=after_a_query(operation), headers=(PLAIN_JSON,), label=label)
    label = f"an operation named {INTROSPECTION}"
    yield replace(_in_its_document(case, target), label=label)


def _in_fragments(case: Case, target: TargetView) -> Iterator[Case]:
    root = target.type_system.mutation_type
    assert case.operation is not None
    written = in_root_fragment(case.operation, "Mutation" if root is None else root.name)
    yield replace(case, operation=written, label="the mutation in a fragment in a fragment")


def _in_its_document(case: Case, target: TargetView) -> Case:
    """Return the case as an introspection query would look: its name, no variables, the name of a type alone."""
    assert case.operation is not None
    short = replace(case, operation=named(with_its_kind_alone(case.operation), INTROSPECTION))
    return in_document(short, target) or short


def _behind_a_public_one(case: Case, target: TargetView) -> Iterator[Case]:
    """Yield the case with another mutation before its own that needs no token, and that the run may execute."""
    assert case.operation is not None
    for public in target.once("harmless public operations", make=lambda: list(_harmless_public(target))):
        with suppress(NoSuchRewriting):
            written = behind_another(case.operation, public)
            yield replace(case, operation=written, label="the mutation after one that needs no token")
            return


def _harmless_public(target: TargetView) -> Iterator[Operation]:
    """Yield the mutations that need no token and do no harm, each with its input as literals."""
    for mutation in target.contract.on_server(target.server.name):
        variables = None if mutation.needs_token else harmless_input(mutation, target)
        if variables is not None:
            with suppress(NoSuchRewriting):
                yield with_literals(target.operation(mutation), variables, target.type_system)


def _within(complete: Any, choice: Any) -> Any:
    """Return complete variables with the values of others in them. A list stays where the other one is empty."""
    if isinstance(complete, Mapping) and isinstance(choice, Mapping):
        return {**complete, **{name: _within(complete.get(name), value) for name, value in choice.items()}}
    return complete if choice == [] else choice
