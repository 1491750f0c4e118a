"""What lint says of flows: paths that lead nowhere, as far as the types are known."""

from collections.abc import Iterator
from typing import Any

from graphql import get_nullable_type, is_list_type

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.flows import Flow, FlowStep, Way
from kraken_conformance.spec.loading.contract_files import ContractFolder, yaml_line
from kraken_conformance.spec.model import Contract, Mutation


def flow_remarks(contract: Contract, folder: ContractFolder) -> Iterator[Problem]:
    """Yield the problems of a contract's flows that do not keep it from being loaded."""
    for flow in contract.flows.values():
        for number, step in enumerate(flow.steps.values()):
            for message, remedy in _of_step(contract, flow, step):
                line = yaml_line(folder.flows_path, "flows", flow.name, "steps", number)
                yield Problem(str(folder.flows_path), line, message, remedy)


def _of_step(contract: Contract, flow: Flow, step: FlowStep) -> Iterator[tuple[str, str]]:
    mutation = contract.mutations[step.mutation]
    for given in step.gives.values():
        if not (
            _is_input(contract, mutation, given.path)
            if given.sent
            else _is_output(contract, mutation, given.path)
        ):
            yield (
                f"{step.name} gives {_text(given.path)}, which it does not have.",
                "Name a path that is there.",
            )
    for path in (*step.takes.values(), *step.present, *step.absent):
        if not _is_input(contract, mutation, path):
            yield f"{step.name} has no input {_text(path)}.", "Name a path that is there."
    if step.refusal is not None and step.refusal not in mutation.errors:
        yield (
            f"{step.name} is refused with {step.refusal}, which it does not declare.",
            "Name a code that it declares.",
        )
    for value in step.gives:
        if len(flow.steps) > 1 and not any(value in other.takes for other in flow.steps.values()):
            yield f"No step takes {value}, which {step.name} gives.", "Drop it, or let a step take it."
    if step.ends and not step.takes:
        yield f"{step.name} ends something and takes nothing.", "Say what it takes."


def _is_input(contract: Contract, mutation: Mutation, path: Way) -> bool:
    """Whether a path of variables is there; below a type without documentation everything may be."""
    argument = next((argument for argument in mutation.arguments if argument.name == path[0]), None)
    return argument is not None and _leads_to_a_leaf(contract, argument.type, path[1:])


def _is_output(contract: Contract, mutation: Mutation, path: Way) -> bool:
    return _leads_to_a_leaf(contract, mutation.type, path)


def _leads_to_a_leaf(contract: Contract, type_: Any, path: Way) -> bool:
    for step in path:
        bare = get_nullable_type(type_)
        if is_list_type(bare):
            if not isinstance(step, int):
                return False
            type_ = bare.of_type
            continue
        if bare.name in contract.opaque_types:
            return True
        if step not in getattr(bare, "fields", {}):
            return False
        type_ = bare.fields[step].type
    bare = get_nullable_type(type_)
    return not is_list_type(bare) and not hasattr(bare, "fields")


def _text(path: Way) -> str:
    return ".".join(map(str, path))
