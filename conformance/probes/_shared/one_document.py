"""Requests with more in their document: several mutations, or the input."""

from dataclasses import replace

from kraken_conformance.model.case import Case
from kraken_conformance.operations.rewriting import NoSuchRewriting, with_literals
from kraken_conformance.operations.two_mutations import after_another, repeated
from kraken_conformance.target.view import TargetView


def mutation_repeated(case: Case) -> Case:
    """Return a case with its mutation three times in its document; the last one is the one that is judged."""
    assert case.operation is not None
    return replace(case, operation=repeated(case.operation))


def behind(case: Case, other: Case) -> Case:
    """Return a case with the mutation of another one ahead of its own in its document."""
    assert case.operation is not None
    assert other.operation is not None
    operation, variables = after_another(case.operation, case.variables, other.operation, other.variables)
    return replace(case, operation=operation, variables=variables)


def in_document(case: Case, target: TargetView, *, quoted: bool = False) -> Case | None:
    """Return a case with its variables written into the document, None where they have no literal.

    With `quoted`, enum values are written as text, which is not theirs.
    """
    assert case.operation is not None
    try:
        written = with_literals(case.operation, case.variables, target.type_system, quoted=quoted)
    except NoSuchRewriting:
        return None
    return replace(case, operation=written, variables={}, label=f"{case.label}, in the document")
