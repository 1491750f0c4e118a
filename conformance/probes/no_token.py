"""The probe `no-token`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import islice

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes._shared.preconditions import inputs, offered, request, skipped, unknown_input
from kraken_conformance.probes._shared.provocation_input import provoking_inputs
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "no-token"

INPUTS = 2
"""How many valid inputs are sent."""

PROVOCATIONS = 3
"""How many inputs are sent that the mutation would refuse for their values, if it looked at them."""


@probe(NAME)
def no_token(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Input without an Authorization header: the simplest, and after it others that must fare no better."""
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
    first, *others = (anonymous(one.variables, label=one.label) for one in inputs(mutation, target, INPUTS))
    if mutation.needs_token:
        wrong = islice(provoking_inputs(mutation, target), PROVOCATIONS)
        others += [anonymous(variables, label=triggers[0].condition) for triggers, variables in wrong]
        others = [replace(other, before=(first,)) for other in others]
    by_request = {case.key(): case for case in (first, *others)}
    return Cases(fixed=tuple(by_request.values()), control=_control(mutation, target))


def _control(mutation: Mutation, target: TargetView) -> Case | None:
    """Return the request with the run's own token, where it has one."""
    return skipped(NAME, mutation, target) if target.has_token else None
