"""Input with which a mutation that anybody may call does no harm."""

from collections.abc import Mapping
from typing import Any

from kraken_conformance.probes._shared.preconditions import offered, unknown_input
from kraken_conformance.probes._shared.provocation_input import provoking_inputs
from kraken_conformance.spec import Effect, Mutation
from kraken_conformance.target.view import TargetView

HARMLESS = frozenset({Effect.IDEMPOTENT, Effect.CHANGES})
"""What another mutation may do that is sent with one that must not be executed."""


def harmless_input(mutation: Mutation, target: TargetView) -> Mapping[str, Any] | None:
    """Return input with which a mutation does no harm, by what it does or since it is refused; None without any."""
    login = target.contract.platform.login
    if login is not None and mutation.name in (login.mutation, login.ends):
        return None
    if mutation.name in target.not_on_the_way or not offered(mutation, target):
        return None
    if unknown_input(mutation, target):
        return None
    if mutation.effects and mutation.effects <= HARMLESS:
        return target.strategies.minimal(mutation)
    inputs = provoking_inputs(mutation, target)
    return next((variables for triggers, variables in inputs if all(one.stated for one in triggers)), None)
