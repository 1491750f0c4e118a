"""The probe `provocation`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.model.case import Case, Credentials
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes._shared.preconditions import NO_TOKEN, fullest, offered, request, unknown_input
from kraken_conformance.probes._shared.provocation_input import provoking_inputs
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation, Role
from kraken_conformance.target.view import TargetView

NAME = "provocation"


@probe(NAME)
def provocation(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input that should raise a declared code, for the ledger: it is no violation if it does not."""
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


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield a case for each change that should raise a declared code, in the order of the table."""
    for code in (code for code in mutation.errors if code in target.contract.codes_of(Role.NO_TOKEN)):
        yield request(
            NAME,
            mutation,
            target,
            fullest(mutation, target),
            credentials=Credentials.NONE,
            provokes=code,
            label=f"{code}: no Authorization header",
        )
    for entry, variables in provoking_inputs(mutation, target):
        label = f"{entry.code}: {entry.label}"
        yield request(NAME, mutation, target, variables, provokes=entry.code, label=label)
