"""What the probes give on targets made by hand, and what a schema says of the cases."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    get_argument_values,
    get_variable_values,
    parse,
    validate,
)

from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.server.execution.schema_draft import draft_schema
from kraken_conformance.spec import Contract, Mutation, load_contract
from kraken_conformance.target.view import TargetView

PROBES = ("valid-input", "rejected-input", "no-token", "bad-token", "dry-run", "equivalent", "provocation")

FIELDS_UNKNOWN = "the fields of {} are not documented, and the target's schema is not known: pass --schema"
NO_TOKEN = "no token: pass --token or set KRAKEN_TOKEN"


@cache
def shipped() -> Contract:
    return load_contract("oefr")


@cache
def own_schema(server: str) -> GraphQLSchema:
    """The schema of the reference server: complete, and its scalars refuse what is not of their form."""
    return draft_schema(shipped(), server).build()


@cache
def view(
    server: str = "API", *, schema: bool = True, token: bool = True, dry: bool | None = True
) -> TargetView:
    return new_view(server, schema=schema, token=token, dry=dry)


def new_view(server: str, *, schema: bool, token: bool, dry: bool | None) -> TargetView:
    contract = shipped()
    own = own_schema(server) if schema else None
    return TargetView(contract, contract.servers[server], own, token, dry_run_honoured=dry)


def given(probe: str, mutation: str, target: TargetView | None = None) -> Cases | Blocked | None:
    declared = shipped().mutations[mutation]
    return mutation_probes()[probe](declared, target or view(declared.server))


def fixed(probe: str, mutation: str, target: TargetView | None = None) -> tuple[Case, ...]:
    cases = given(probe, mutation, target)
    assert isinstance(cases, Cases)
    return cases.fixed


@cache
def everything(probe: str, **known: bool | None) -> tuple[tuple[Mutation, Cases | Blocked | None], ...]:
    """Each mutation with what a probe gives for it; `known` as for `view`."""
    make = mutation_probes()[probe]
    return tuple(
        (mutation, make(mutation, view(mutation.server, **known)))
        for mutation in shipped().mutations.values()
    )


def all_fixed(probe: str, **known: bool | None) -> Iterator[Case]:
    for _, cases in everything(probe, **known):
        if isinstance(cases, Cases):
            yield from cases.fixed


def requests(case: Case) -> int:
    """How many requests sending a case takes."""
    return 1 + sum(map(requests, case.before))


def what_is_wrong(case: Case) -> list[str]:
    """What the reference server's own schema objects to in a case, nothing if it is valid."""
    assert case.operation is not None
    return _objections(case.server, case.operation.document) or _coercion(case)


@cache
def _objections(server: str, document: str) -> list[str]:
    return [error.message for error in validate(own_schema(server), parse(document))]


def _coercion(case: Case) -> list[str]:
    assert case.operation is not None
    definition = _definition(case.operation.document)
    schema = own_schema(case.server)
    coerced = get_variable_values(schema, definition.variable_definitions or (), dict(case.variables))
    if isinstance(coerced, list):
        return [error.message for error in coerced]
    root = schema.mutation_type
    found = []
    for node in definition.selection_set.selections:
        field = root.fields.get(node.name.value) if root and isinstance(node, FieldNode) else None
        try:
            if field is not None and isinstance(node, FieldNode):
                get_argument_values(field, node, coerced)
        except GraphQLError as error:
            found.append(error.message)
    return found


@cache
def _definition(document: str) -> OperationDefinitionNode:
    return next(node for node in parse(document).definitions if isinstance(node, OperationDefinitionNode))
