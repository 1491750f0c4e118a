"""The probe `bad-token`."""

from __future__ import annotations

from kraken_conformance.case import Credentials, Expectation
from kraken_conformance.probes.common import offered, request, unknown_input
from kraken_conformance.probes.registry import Blocked, Cases, probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "bad-token"

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
    variables = target.strategies.minimal(mutation)
    expectation = Expectation.REFUSED if mutation.needs_token else Expectation.ANY
    return Cases(
        fixed=tuple(
            request(NAME, mutation, target, variables, expectation=expectation, credentials=bad, label=label)
            for bad, label in LABELS.items()
        )
    )
