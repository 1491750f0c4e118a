"""The probe `valid-input`."""

from __future__ import annotations

from functools import partial

from kraken_conformance.case import Expectation
from kraken_conformance.probes.common import obstacle, offered, request
from kraken_conformance.probes.registry import Blocked, Cases, probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "valid-input"

MOST = 80
"""How many edge cases are sent for a mutation."""


@probe(NAME)
def valid_input(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input: every edge of its types once, then whatever is drawn."""
    if not offered(mutation, target):
        return None
    if blocked := obstacle(mutation, target):
        return blocked
    valid = partial(request, NAME, mutation, target, expectation=Expectation.ACCEPTED)
    if not mutation.arguments:
        return Cases(fixed=(valid({}, label="no arguments"),))
    edges = target.strategies.boundary(mutation, most=MOST)
    return Cases(
        fixed=tuple(valid(edge.variables, label=edge.label) for edge in edges),
        drawn=target.variables(mutation).map(valid),
    )
