"""Requests with two mutations in one document."""

from dataclasses import replace

from kraken_conformance.model.case import Case
from kraken_conformance.operations.two_mutations import after_another, twice


def mutation_twice(case: Case) -> Case:
    """Return a case with its mutation twice in its document; the second one is the one that is judged."""
    assert case.operation is not None
    return replace(case, operation=twice(case.operation))


def behind(case: Case, other: Case) -> Case:
    """Return a case with the mutation of another one ahead of its own in its document."""
    assert case.operation is not None
    assert other.operation is not None
    operation, variables = after_another(case.operation, case.variables, other.operation, other.variables)
    return replace(case, operation=operation, variables=variables)
