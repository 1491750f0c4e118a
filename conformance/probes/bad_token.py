"""The probe `bad-token`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.operations.rewriting import with_alias
from kraken_conformance.probes._shared.preconditions import inputs, offered, request, skipped, unknown_input
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "bad-token"

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
    Credentials.UNDEFINED: "the word undefined for a token, after Bearer",
    Credentials.BASIC: "a name and a password, after Basic",
    Credentials.UNSIGNED: "a token with the algorithm none",
}
"""What is sent beside that to a mutation that needs a token, with a plain value in every field.

What is extreme may be refused for itself.
"""

OTHER_SCHEMES = {
    Credentials.DIGEST: "a name and an answer to no challenge, after Digest",
    Credentials.TOKEN_SCHEME: "a text that is no token, after Token",
}
OTHER_SPELLINGS = {
    Credentials.UNSIGNED_TITLE: "a token with the algorithm None",
    Credentials.UNSIGNED_UPPER: "a token with the algorithm NONE",
    Credentials.UNSIGNED_MIXED: "a token with the algorithm nOnE",
    Credentials.UNSIGNED_SIGNED: "a token with the algorithm none and a signature",
}
"""Of each of these one is sent to a mutation, in turns: servers look at the header before they know the mutation."""

ALIASED = Credentials.LOWER
"""The form that goes with the mutation under an alias: the path of the error has to begin with that."""

ALTERED = {
    Credentials.STRIPPED: "the own token without its signature",
    Credentials.RESIGNED: 'the own token, signed with the key "secret"',
    Credentials.RESIGNED_EMPTY: "the own token, signed with an empty key",
    Credentials.CHANGED: "the own token with other claims",
    Credentials.TAIL: "the own token with another character at its end",
    Credentials.CUT: "the own token without its last characters",
}
"""What takes a token of the run's own to make."""

WITH_MORE = {
    Credentials.LONGER: "the own token with characters after it",
    Credentials.FOURTH_PART: "the own token with a fourth part after its signature",
}
"""The same. Of these one is sent to a mutation, in turns by its name."""


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
    simplest = inputs(mutation, target, 1)[0]
    one = inputs(mutation, target, 2)[-1] if mutation.needs_token else simplest
    for bad, label in LABELS.items():
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
        # The simplest input goes with one form: it may be refused for itself.
        plain = simplest.variables if bad in OTHER_SCHEMES else target.complete(mutation)
        case = request(NAME, mutation, target, plain, expectation=expectation, credentials=bad, label=label)
        if bad is ALIASED and case.operation is not None:
            case = replace(case, operation=with_alias(case.operation))
        yield case


OWN_EXPIRED: Final = {
    Credentials.OWN_EXPIRED: "a token of the target that has expired",
    Credentials.OWN_EXPIRED_JWT: "a token of the target that has expired, after JWT",
    Credentials.OWN_EXPIRED_BEARER: "a token of the target that has expired, after Bearer",
}


def _further(mutation: Mutation, target: TargetView) -> Mapping[Credentials, str]:
    if not mutation.needs_token:
        return {}
    turn = list(target.contract.mutations).index(mutation.name)
    return {
        **FURTHER,
        **_in_turn(OTHER_SCHEMES, turn),
        **_in_turn(OTHER_SPELLINGS, turn),
        **(ALTERED | _in_turn(WITH_MORE, mutation.turn(len(WITH_MORE))) if target.has_token else {}),
        **(_in_turn(OWN_EXPIRED, mutation.turn(len(OWN_EXPIRED))) if target.has_expired_token else {}),
    }


def _in_turn(forms: Mapping[Credentials, str], turn: int) -> dict[Credentials, str]:
    chosen = list(forms)[turn % len(forms)]
    return {chosen: forms[chosen]}
