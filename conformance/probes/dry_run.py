"""The probe `dry-run`."""

from collections.abc import Iterator
from dataclasses import replace

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.operations.left_out_mutation import CONDITIONS, left_out
from kraken_conformance.probes._shared.harmless_input import harmless_input
from kraken_conformance.probes._shared.preconditions import (
    inputs,
    offered,
    possible_errors_asked,
    request,
    skipped,
    unknown_input,
)
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "dry-run"

NO_SKIP = "the target did not leave out a __typename with @skip(if: true), so it may execute what is skipped"

INPUTS = 2
"""How many inputs are sent with the header."""


@probe(NAME, executes=False)
def dry_run(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input that is not to be executed: by `@skip` and `@include`, and by the dry-run header.

    A server that does not know the header executes the mutation, so the header is only sent to one that
    has shown that it does, and for mutations that can answer it. `@skip` is part of GraphQL; only where
    nothing may be executed at all has a server to show first that it honours that too.
    """
    if not offered(mutation, target):
        return None
    if blocked := unknown_input(mutation, target):
        return blocked
    fixed = tuple(_cases(mutation, target))
    withheld = NO_SKIP if target.skip_honoured is False else None
    return Cases(fixed=fixed, withheld=withheld) if fixed else Blocked(NO_SKIP)


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    by_skip = skipped(NAME, mutation, target)
    if by_skip is not None:
        yield by_skip
        if target.skip_honoured is None:  # else nothing may be executed at all
            yield from _left_out(mutation, target)
    header = target.contract.platform.headers.dry_run_header
    if header is not None and target.dry_run_honoured is True and possible_errors_asked(mutation, target):
        for one in inputs(mutation, target, INPUTS):
            yield request(
                NAME,
                mutation,
                target,
                one.variables,
                expectation=Expectation.DRY,
                headers=(header,),
                label=f"the dry-run header, {one.label}",
            )


def _left_out(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield the mutation under every other condition that leaves it out, where it does no harm if it is executed.

    A server may honour one form and not another. So it goes without a token, and where none is needed with input that
    is harmless.
    """
    variables = (
        target.strategies.minimal(mutation) if mutation.needs_token else harmless_input(mutation, target)
    )
    if variables is None:
        return
    case = request(NAME, mutation, target, variables, expectation=Expectation.DRY)
    root = target.type_system.mutation_type
    assert case.operation is not None
    yield replace(
        case,
        operation=left_out(case.operation, "Mutation" if root is None else root.name),
        variables={**variables, **CONDITIONS},
        credentials=Credentials.NONE,
        label="@skip and @include in every other form, without a token",
    )
