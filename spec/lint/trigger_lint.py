"""What lint says of triggers: conditions of codes that no mutation can raise."""

from collections.abc import Iterator, Mapping

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.loading.contract_files import ContractFolder, yaml_line
from kraken_conformance.spec.model import Contract
from kraken_conformance.spec.triggers import Trigger


def trigger_remarks(contract: Contract, folder: ContractFolder) -> Iterator[Problem]:
    """Yield the problems of a contract's triggers that do not keep it from being loaded."""
    yield from _of_list(contract, folder, "when", contract.triggers.by_code)
    yield from _of_list(contract, folder, "allows", contract.triggers.allowed)


def _of_list(
    contract: Contract, folder: ContractFolder, key: str, by_code: Mapping[str, tuple[Trigger, ...]]
) -> Iterator[Problem]:
    for code, triggers in by_code.items():
        declaring = {mutation.name for mutation in contract.mutations.values() if code in mutation.errors}
        for number, trigger in enumerate(triggers):
            for message, remedy in _of_trigger(contract, trigger, declaring):
                line = yaml_line(folder.triggers_path, "triggers", code, key, number)
                yield Problem(str(folder.triggers_path), line, f"{code}: {message}", remedy)


def _of_trigger(contract: Contract, trigger: Trigger, declaring: set[str]) -> Iterator[tuple[str, str]]:
    if not declaring:
        yield "no mutation declares it, so that nothing raises it.", "Drop the trigger, or declare the code."
        return
    for name in (name for name in trigger.only if name not in declaring):
        yield f"{name} does not declare it.", "Name mutations that do under `only`."
    if trigger.flow is not None:
        last = contract.flows[trigger.flow].steps[trigger.steps[-1].step]
        if last.mutation not in declaring:
            yield f"its last step is {last.mutation}, which does not declare it.", "End with one that does."
    if trigger.unknown and not trigger.change.sets:
        yield "it is unknown, and sets nothing that could be.", "Set the id that does not exist."
