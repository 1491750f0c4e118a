"""The probe `documents`."""

from collections.abc import Iterator
from typing import Final

from kraken_conformance.model.case import Case, Expectation, Operation
from kraken_conformance.model.cases import Cases
from kraken_conformance.operations.documents.document_case import QUERY, DocumentCase
from kraken_conformance.operations.documents.invalid import invalid_documents
from kraken_conformance.operations.documents.types_by_name import types_by_name
from kraken_conformance.operations.documents.valid import valid_documents
from kraken_conformance.probes.registry import server_probe
from kraken_conformance.target.view import TargetView

NAME: Final = "documents"


@server_probe(NAME)
def documents(target: TargetView) -> Cases:
    """Documents on `__typename` and the schema alone: each means one thing, or breaks one rule. Nothing is executed.

    A plain query is the control, and before what is none goes a plain document of the same sort: where that is not
    answered, the other shows nothing.
    """
    return Cases(fixed=tuple(_cases(target)), control=_plain(target, QUERY))


def _cases(target: TargetView) -> Iterator[Case]:
    schema = target.type_system
    query = "Query" if schema.query_type is None else schema.query_type.name
    mutation = "Mutation" if schema.mutation_type is None else schema.mutation_type.name
    for document in valid_documents(query, mutation):
        yield _case(target, document, Expectation.ANY)
    for document in () if target.schema is None else types_by_name(target.schema):
        yield _case(target, document, Expectation.ANY)
    for document in invalid_documents(query, mutation):
        yield _case(target, document, Expectation.REJECTED)


def _case(target: TargetView, case: DocumentCase, expectation: Expectation) -> Case:
    return Case(
        probe=NAME,
        server=target.server.name,
        mutation=None,
        operation=Operation(case.name, case.document, "__typename"),
        variables=case.variables,
        expectation=expectation,
        label=case.label,
        before=() if case.control == QUERY else (_plain(target, case.control),),
        about=f"document.{case.rule}",
    )


def _plain(target: TargetView, document: str) -> Case:
    return Case(NAME, target.server.name, None, Operation("", document, "__typename"), label="the control")
