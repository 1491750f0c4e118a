"""The probe `bad-token`."""

from __future__ import annotations

from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes._shared.preconditions import inputs, offered, request, skipped, unknown_input
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "bad-token"

INPUTS = 2
"""How many inputs are sent with each: the simplest may be refused for a reason of its own."""

LABELS = {
    Credentials.MALFORMED: "a header that is no token",
    Credentials.EXPIRED: "an expired token",
    Credentials.FOREIGN: "a token that somebody else signed",
}


@probe(NAME)
def bad_token(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input with credentials that are not good."""
    if not offered(mutation, target):
        return None
    if blocked := unknown_input(mutation, target):
        return blocked
    expectation = Expectation.REFUSED if mutation.needs_token else Expectation.ANY
    valid = inputs(mutation, target, INPUTS)
    return Cases(
        fixed=tuple(
            request(
                NAME,
                mutation,
                target,
                one.variables,
                expectation=expectation,
                credentials=bad,
                label=f"{label}, {one.label}",
            )
            for bad, label in LABELS.items()
            for one in valid
        ),
        control=skipped(NAME, mutation, target) if target.has_token else None,
    )
