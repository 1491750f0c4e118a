"""Plants the faults that settings name."""

from collections.abc import Sequence

from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.server.faults.parts.conditions import CONDITIONS
from kraken_conformance.server.faults.planted import Planted, PlantedFaults
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.server.settings import PlantedFault, UnknownFaultError
from kraken_conformance.spec import Contract


def plant(planted: Sequence[PlantedFault], contract: Contract) -> PlantedFaults:
    """Return the faults at work. Raises `UnknownFaultError`."""
    return PlantedFaults([_plant(entry, contract) for entry in planted])


def _plant(entry: PlantedFault, contract: Contract) -> Planted:
    fault = FAULTS.get(entry.id)
    if fault is None:
        raise UnknownFaultError(
            f"There is no fault {entry.id!r}: see `kraken-conformance serve --list-faults`."
        )
    if entry.mutation is None and not fault.server_wide:
        raise UnknownFaultError(
            f"{entry.id} is a fault of one mutation: name it, {fault.example} for example."
        )
    if entry.mutation is not None:
        mutation = contract.mutations.get(entry.mutation)
        if mutation is None:
            raise UnknownFaultError(f"The contract has no mutation {entry.mutation!r}.")
        if not fault.suits(mutation, site_schema(contract, mutation.server)):
            raise UnknownFaultError(
                f"{entry.id} cannot be planted on {entry.mutation}: it needs {fault.needs}."
            )
    if not 0 < entry.rate <= 1:
        raise UnknownFaultError(f"A rate is more than 0 and at most 1, not {entry.rate}.")
    if entry.when is None:
        return Planted(fault, entry, None)
    condition = CONDITIONS.get(entry.when)
    if condition is None:
        raise UnknownFaultError(f"There is no condition {entry.when!r}: choose from {', '.join(CONDITIONS)}.")
    if not fault.in_responses:
        raise UnknownFaultError(f"{entry.id} is no fault of a response: it takes no condition.")
    return Planted(fault, entry, condition.holds)
