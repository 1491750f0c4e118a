"""The probe `no-token`."""

from __future__ import annotations

from functools import partial

from kraken_conformance.case import Credentials, Expectation
from kraken_conformance.probes.common import offered, request, unknown_input
from kraken_conformance.probes.registry import Blocked, Cases, probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "no-token"

OTHER_VALUES = 2
"""How many further inputs are sent, to see whether the refusal depends on them."""


@probe(NAME)
def no_token(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input without an Authorization header: the simplest, then others after it."""
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
    simplest = target.strategies.minimal(mutation)
    first = anonymous(simplest, label="simplest input")
    others = [edge for edge in target.strategies.boundary(mutation) if edge.variables != simplest]
    rest = (
        anonymous(edge.variables, label=edge.label, before=(first,) if mutation.needs_token else ())
        for edge in others[:OTHER_VALUES]
    )
    return Cases(fixed=(first, *rest))
