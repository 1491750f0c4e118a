"""The probe `bad-token`."""

from collections.abc import Iterator
from dataclasses import replace

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.operations.rewriting import with_alias
from kraken_conformance.probes._shared.preconditions import inputs, offered, request, skipped, unknown_input
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "bad-token"

INPUTS = 2
"""How many inputs are sent with a malformed token where one is needed: the simplest may be refused for itself.

The further forms go with a plain value in every field: what is extreme may be refused for itself.
"""

LABELS = {
    Credentials.MALFORMED: "a header that is no token",
    Credentials.EXPIRED: "an expired token",
    Credentials.FOREIGN: "a token that somebody else signed",
}
"""What is sent to every mutation."""

FURTHER = {
    Credentials.BLANK: "an empty header",
    Credentials.SCHEME: "a scheme without a token",
    Credentials.BEARER: "a text that is no token, after Bearer",
    Credentials.LOWER: "a text that is no token, after bearer in lower case",
    Credentials.NULL: "the word null for a token",
    Credentials.BASIC: "a name and a password, after Basic",
    Credentials.UNSIGNED: "a token with the algorithm none",
}
"""What is sent beside that to a mutation that needs a token."""

ALIASED = Credentials.LOWER
"""The form that goes with the mutation under an alias: the path of the error has to begin with that."""

ALTERED = {
    Credentials.STRIPPED: "the own token without its signature",
    Credentials.RESIGNED: "the own token with another signature",
    Credentials.CHANGED: "the own token with other claims",
    Credentials.TAIL: "the own token with another character at its end",
    Credentials.CUT: "the own token without its last characters",
    Credentials.LONGER: "the own token with characters after it",
}
"""What takes a token of the run's own to make."""


@probe(NAME)
def bad_token(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input with credentials that are not good."""
    if not offered(mutation, target):
        return None
    if blocked := unknown_input(mutation, target):
        return blocked
    control = skipped(NAME, mutation, target) if target.has_token else None
    return Cases(fixed=tuple(_cases(mutation, target)), control=control)


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    expectation = Expectation.REFUSED if mutation.needs_token else Expectation.ANY
    valid = inputs(mutation, target, INPUTS if mutation.needs_token else 1)
    for bad, label in LABELS.items():
        for one in valid if bad is Credentials.MALFORMED else valid[-1:]:
            yield request(
                NAME,
                mutation,
                target,
                one.variables,
                expectation=expectation,
                credentials=bad,
                label=f"{label}, {one.label}",
            )
    for bad, label in _further(mutation, target).items():
        case = request(
            NAME,
            mutation,
            target,
            target.complete(mutation),
            expectation=expectation,
            credentials=bad,
            label=label,
        )
        if bad is ALIASED and case.operation is not None:
            case = replace(case, operation=with_alias(case.operation))
        yield case


def _further(mutation: Mutation, target: TargetView) -> dict[Credentials, str]:
    if not mutation.needs_token:
        return {}
    expired = {Credentials.OWN_EXPIRED: "a token of the target that has expired"}
    return {
        **FURTHER,
        **(ALTERED if target.has_token else {}),
        **(expired if target.has_expired_token else {}),
    }
