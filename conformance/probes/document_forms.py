"""The probe `document-forms`."""

from collections.abc import Iterator
from typing import Final

from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.operations.equal_operations import equal_requests
from kraken_conformance.probes._shared.preconditions import obstacle, offered, payload_type, request
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME: Final = "document-forms"


@probe(NAME)
def document_forms(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """A valid request in other forms of the language, whose answer has to have the same shape.

    Variables within the input, defaults, conditions with variables, fields to be merged, fragments in fragments.
    """
    if not offered(mutation, target):
        return None
    usual = request(NAME, mutation, target, target.complete(mutation), expectation=Expectation.ACCEPTED)
    return obstacle(mutation, target) or Cases(fixed=tuple(_cases(mutation, target)), control=usual)


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    operation, variables = target.operation(mutation), target.complete(mutation)
    for form in equal_requests(operation, variables, target.type_system, payload_type(mutation, target)):
        yield Case(
            probe=NAME,
            server=mutation.server,
            mutation=mutation.name,
            operation=form.operation,
            variables=form.variables,
            expectation=Expectation.ACCEPTED,
            label=form.label,
            about=form.about,
        )
