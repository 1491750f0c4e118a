"""Why nothing is sent that is due to raise a declared code."""

from collections.abc import Collection

from kraken_conformance.spec import Mutation, Role, Trigger
from kraken_conformance.target.view import TargetView

NO_TRIGGER = "no condition is known that raises it"
NO_FIELD = "the input has no field that its condition is about"
IN_A_FLOW = "its condition is made by earlier steps, which cannot all be made here"


def not_tried(mutation: Mutation, target: TargetView, tried: Collection[str]) -> dict[str, str]:
    """Return why no input of a probe is due to raise a code, for each declared code that is not among the tried."""
    anonymous = target.contract.codes_of(Role.NO_TOKEN)
    return {
        code: _why(mutation, target, code)
        for code in mutation.errors
        if code not in tried and code not in anonymous
    }


def _why(mutation: Mutation, target: TargetView, code: str) -> str:
    triggers = target.contract.triggers
    known = triggers.of(mutation.name, code)
    if any(_is_open(trigger, target) for trigger in known):
        return NO_FIELD
    pools = [trigger.pool for trigger in known if trigger.pool is not None]
    if pools:
        return f"only the user knows a value for it: give one in the pool {pools[0]}"
    if known:
        return IN_A_FLOW
    return triggers.untried.get(code, NO_TRIGGER)


def _is_open(trigger: Trigger, target: TargetView) -> bool:
    """Whether the input alone could bring a condition about, with what is known here."""
    return trigger.flow is None and (trigger.pool is None or bool(target.pools.named(trigger.pool)))
