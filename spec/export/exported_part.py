"""What of a contract an export holds: all of it, or what one server offers."""

from dataclasses import dataclass

from kraken_conformance.spec.model import Contract, ErrorCode, Mutation, Server


@dataclass(frozen=True, slots=True)
class Selection:
    """Servers, mutations in documented order, and the codes that these declare, sorted as in the contract."""

    servers: tuple[Server, ...]
    mutations: tuple[Mutation, ...]
    errors: tuple[ErrorCode, ...]


def select(contract: Contract, server: str | None) -> Selection:
    """Return what an export holds. Raises `KeyError` where the contract has no such server."""
    if server is None:
        return Selection(
            tuple(contract.servers.values()),
            tuple(contract.mutations.values()),
            tuple(contract.errors.values()),
        )
    mutations = tuple(contract.on_server(server))
    declared = {code for mutation in mutations for code in mutation.errors}
    errors = tuple(error for error in contract.errors.values() if error.code in declared)
    return Selection((contract.servers[server],), mutations, errors)
