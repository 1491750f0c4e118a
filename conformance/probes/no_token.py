"""The probe `no-token`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from typing import Any

from kraken_conformance.case import Credentials, Expectation
from kraken_conformance.probes.common import offered, request, unknown_input
from kraken_conformance.probes.provocation import provoking_inputs
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
    first = anonymous(target.strategies.minimal(mutation), label="simplest input")
    rest = (
        anonymous(variables, label=label, before=(first,) if mutation.needs_token else ())
        for label, variables in islice(_others(mutation, target), OTHER_VALUES)
    )
    return Cases(fixed=(first, *rest))


def _others(mutation: Mutation, target: TargetView) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield other inputs: first those that a server would refuse for what they say, were it to look at them."""
    told = [target.strategies.minimal(mutation)]
    provoking = (
        (f"{entry.code}: {entry.label}", variables)
        for entry, variables in provoking_inputs(mutation, target)
        if entry.credentials is not Credentials.NONE
    )
    edges = ((edge.label, edge.variables) for edge in target.strategies.boundary(mutation))
    for label, variables in chain(provoking, edges):
        if variables not in told:
            told.append(variables)
            yield label, variables
