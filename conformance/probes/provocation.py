"""The probe `provocation`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kraken_conformance.case import Case, Credentials
from kraken_conformance.probes.common import NO_TOKEN, fullest, offered, request, unknown_input
from kraken_conformance.probes.provocation_input import provoking
from kraken_conformance.probes.provocation_table import PROVOCATIONS, Provocation
from kraken_conformance.probes.registry import Blocked, Cases, probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "provocation"


@probe(NAME)
def provocation(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input that should raise a declared code, for the ledger: it is no breach if it does not."""
    if not offered(mutation, target):
        return None
    if blocked := unknown_input(mutation, target):
        return blocked
    cases = tuple(_cases(mutation, target))
    sendable = tuple(
        case
        for case in cases
        if target.has_token or not mutation.needs_token or case.credentials is Credentials.NONE
    )
    if cases and not sendable:
        return Blocked(NO_TOKEN)
    return Cases(fixed=sendable) if sendable else None


def provoking_inputs(mutation: Mutation, target: TargetView) -> Iterator[tuple[Provocation, dict[str, Any]]]:
    """Yield valid variables that should raise a declared code, each with what they provoke, in the table's order."""
    variables = fullest(mutation, target)
    operation = target.operation(mutation)
    made: set[tuple[str, str]] = set()
    for entry in PROVOCATIONS:
        if entry.code not in mutation.errors or (entry.code, entry.label) in made:
            continue
        changed: dict[str, Any] | None = dict(variables)
        if entry.credentials is not Credentials.NONE:
            changed = provoking(entry, operation, variables, target.type_system)
        if changed is not None:
            made.add((entry.code, entry.label))
            yield entry, changed


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    for entry, variables in provoking_inputs(mutation, target):
        yield request(
            NAME,
            mutation,
            target,
            variables,
            credentials=entry.credentials,
            provokes=entry.code,
            label=f"{entry.code}: {entry.label}",
        )
