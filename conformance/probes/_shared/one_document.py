"""A request whose mutation stands twice in its document."""

from dataclasses import replace

from kraken_conformance.model.case import Case
from kraken_conformance.operations.two_mutations import twice


def twice_in_one_document(case: Case) -> Case:
    """Return a case with its mutation twice in its document; the second one is the one that is judged."""
    assert case.operation is not None
    return replace(case, operation=twice(case.operation))
