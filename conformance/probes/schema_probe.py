"""The probe that compares the target's schema with the contract. It costs one request for all mutations."""

from kraken_conformance.model.case import Case, Credentials, Operation
from kraken_conformance.model.cases import SCHEMA
from kraken_conformance.model.subject import Subject
from kraken_conformance.target.introspection_query import EVERYTHING

__all__ = ["SCHEMA", "schema_case"]


def schema_case(subject: Subject, query: str | None) -> Case:
    """Return the introspection query as a case about one mutation, so that a finding can be sent again.

    `query` is the one that the target answered, None where the schema came from a file.
    """
    return Case(
        probe=SCHEMA,
        server=subject.server,
        mutation=subject.mutation,
        operation=Operation("IntrospectionQuery", query or EVERYTHING, "__schema"),
        label="introspection",
        credentials=Credentials.TOKEN,
    )
