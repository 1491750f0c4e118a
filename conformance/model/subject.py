"""What a run is divided into."""

from collections.abc import Collection
from dataclasses import dataclass

from kraken_conformance.spec import Contract


@dataclass(frozen=True, slots=True)
class Subject:
    """A mutation with all its probes, or a server as a whole where `mutation` is None."""

    server: str
    mutation: str | None

    def __str__(self) -> str:
        return self.mutation or f"server {self.server}"


def subjects(contract: Contract, mutations: Collection[str]) -> tuple[Subject, ...]:
    """Return what there is to test of some mutations: each server that has one as a whole, then its mutations.

    The order is that of the contract, whatever the order of `mutations`.
    """
    found: list[Subject] = []
    for server in contract.servers:
        here = [
            Subject(server, mutation.name)
            for mutation in contract.on_server(server)
            if mutation.name in mutations
        ]
        if here:
            found += [Subject(server, None), *here]
    return tuple(found)
