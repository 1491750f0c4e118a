"""The probes of Acme."""

from __future__ import annotations

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView


@probe("acme-traced")
def traced(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """One request without a token, as the gateway sees it; nothing is executed."""
    if not mutation.needs_token:
        return None
    return Cases(
        fixed=(
            Case(
                probe="acme-traced",
                server=mutation.server,
                mutation=mutation.name,
                operation=target.operation(mutation),
                variables=target.strategies.minimal(mutation),
                credentials=Credentials.NONE,
                expectation=Expectation.REFUSED,
                label="no token",
            ),
        )
    )
