"""What several probes need: the request itself, and what stands in its way."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphql import get_named_type

from kraken_conformance.model.case import Case, Expectation, Operation
from kraken_conformance.model.cases import Blocked
from kraken_conformance.operations.rewriting import with_skip
from kraken_conformance.spec import Mutation
from kraken_conformance.strategies import LabelledVariables
from kraken_conformance.target.view import TargetView

ACCENTED = "accented text"
"""The end of the labels of the inputs that have such a text, at one place each."""

NO_TOKEN = "no token: pass --token or set KRAKEN_TOKEN"


def offered(mutation: Mutation, target: TargetView) -> bool:
    """Whether the target has the mutation, as far as is known: without it every request is invalid."""
    if target.schema is None:
        return True
    root = target.schema.mutation_type
    return root is not None and mutation.name in root.fields


def unknown_input(mutation: Mutation, target: TargetView) -> Blocked | None:
    """Return why no input can be made for a mutation, None where it can."""
    if target.strategies.known(mutation):
        return None
    opaque = (get_named_type(argument.type).name for argument in mutation.arguments)
    names = ", ".join(name for name in opaque if name in target.contract.opaque_types)
    reason = f"the fields of {names} are not documented, and the target's schema is not known: pass --schema"
    return Blocked(reason)


def obstacle(mutation: Mutation, target: TargetView) -> Blocked | None:
    """Return why a mutation cannot be reached with valid input, None where it can."""
    if mutation.needs_token and not target.has_token:
        return Blocked(NO_TOKEN)
    return unknown_input(mutation, target)


def request(
    probe: str, mutation: Mutation, target: TargetView, variables: Mapping[str, Any], **more: Any
) -> Case:
    """Return a case that sends the usual operation of a mutation; `more` are further fields of the case."""
    return Case(
        probe=probe,
        server=mutation.server,
        mutation=mutation.name,
        operation=target.operation(mutation),
        variables=variables,
        **more,
    )


def skipped(probe: str, mutation: Mutation, target: TargetView) -> Case | None:
    """Return the smallest valid request with the mutation skipped: it is validated, coerced and not executed.

    None where no input can be made, or where the target is known not to honour `@skip`.
    """
    if target.skip_honoured is False or not target.strategies.known(mutation):
        return None
    case = request(
        probe,
        mutation,
        target,
        target.strategies.minimal(mutation),
        expectation=Expectation.DRY,
        label="@skip(if: true)",
    )
    assert case.operation is not None
    return replace(case, operation=with_skip(case.operation))


def plain_query(probe: str, target: TargetView) -> Case:
    """Return a query that every server answers."""
    return Case(
        probe=probe,
        server=target.server.name,
        mutation=None,
        operation=Operation("Plain", "query Plain { __typename }", "__typename"),
        label="a plain query",
    )


def inputs(mutation: Mutation, target: TargetView, most: int) -> list[LabelledVariables]:
    """Return at most this many valid inputs, all different: the simplest, the fullest, then edge cases."""
    simplest = LabelledVariables(target.strategies.minimal(mutation), "the simplest input")
    full = LabelledVariables(dict(fullest(mutation, target)), "the fullest input")
    found: dict[str, LabelledVariables] = {}
    for one in (simplest, full, *target.boundary(mutation)):
        found.setdefault(json.dumps(one.variables, sort_keys=True), one)
        if len(found) == most:
            break
    return list(found.values())


def fullest(mutation: Mutation, target: TargetView) -> Mapping[str, Any]:
    """Return the valid variables with the most values in them that are plain: ASCII, and not long."""
    return target.fullest(mutation)


def possible_errors_asked(mutation: Mutation, target: TargetView) -> bool:
    """Whether a request for the mutation asks for the field that a dry run fills (`possibleErrors`)."""
    field = target.contract.platform.possible_errors_field
    return field is not None and field in target.operation(mutation).document


def payload_type(mutation: Mutation, target: TargetView) -> str | None:
    """Return the name of the type that a mutation returns, None where it is only inferred."""
    if target.schema is not None and target.schema.mutation_type is not None:
        return str(get_named_type(target.schema.mutation_type.fields[mutation.name].type))
    return None if mutation.returns is None else mutation.returns.strip("[]!")
