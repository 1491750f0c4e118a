"""The probe `invalid-documents`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.cases import Cases
from kraken_conformance.operations.invalid_operations import invalid_operations
from kraken_conformance.probes._shared.preconditions import offered, payload_type, request, skipped
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME: Final = "invalid-documents"


@probe(NAME)
def invalid_documents(mutation: Mutation, target: TargetView) -> Cases | None:
    """The mutation in documents that break a rule of validation, skipped, with `__typename` beside it.

    A server that answers with `__typename` has not validated the document, and has executed no mutation.
    """
    if (
        not offered(mutation, target)
        or target.skip_honoured is False
        or not target.strategies.known(mutation)
    ):
        return None
    return Cases(fixed=tuple(_cases(mutation, target)), control=skipped(NAME, mutation, target))


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    variables = target.strategies.minimal(mutation)
    valid = request(NAME, mutation, target, variables, expectation=Expectation.REJECTED)
    assert valid.operation is not None
    payload = payload_type(mutation, target)
    for broken in invalid_operations(valid.operation, variables, target.type_system, payload):
        yield replace(
            valid,
            operation=broken.operation,
            variables={
                **{name: value for name, value in variables.items() if name in broken.operation.variables},
                **broken.given,
            },
            label=broken.label,
            about=f"document.{broken.rule}",
        )
