"""Which requirements a run of a contract can exercise at all."""

from __future__ import annotations

from kraken_conformance.server.faults.examples import example_in
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import Contract, Effect, Mutation


def exercisable(contract: Contract) -> frozenset[str]:
    """Return the requirements that some mutation of a contract can show broken, or a server as a whole can.

    A contract without lists has no list to nest wrongly. That a requirement can be shown is known from the planted
    faults: each needs a mutation that suits it.
    """
    found: set[str] = set()
    for fault in FAULTS.values():
        if fault.breaks not in found and (fault.server_wide or example_in(contract, fault) is not None):
            found.add(fault.breaks)
    login = contract.platform.login
    others = (one for one in contract.mutations.values() if login is None or one.name != login.mutation)
    repeatable = any(map(_may_be_sent_again, others))
    return frozenset(id_ for id_ in found if repeatable or not id_.startswith("equivalent."))


def _may_be_sent_again(mutation: Mutation) -> bool:
    """Whether a mutation can be sent in several forms, and answers with data that show whether they mean the same.

    A refusal both times shows nothing, and whether a target honours a dry run the contract does not say.
    """
    return Effect.IDEMPOTENT in mutation.effects
