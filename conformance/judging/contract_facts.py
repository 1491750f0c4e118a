"""What the evidence says of the contract that a target was held to."""

from kraken_conformance.events import ContractFacts
from kraken_conformance.spec import Contract


def contract_facts(contract: Contract) -> ContractFacts:
    """Return a contract as the header of a run has it."""
    return {
        "name": contract.name,
        "version": contract.version,
        "sha256": contract.sha256,
        "mutations": [
            {"name": m.name, "server": m.server, "errors": list(m.errors)}
            for m in contract.mutations.values()
        ],
        "errors": {code: entry.message for code, entry in contract.errors.items()},
        "common_errors": {code: entry.meaning for code, entry in contract.common_errors.items()},
    }
