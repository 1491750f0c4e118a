"""The query that stands ahead of a mutation in some documents, and what it is answered with."""

from typing import Any, Final

from kraken_conformance.model.case import Operation

HARMLESS: Final = "# __schema\nquery IntrospectionQuery { __typename }\n\n"


def answers_the_query(operation: Operation, data: Any) -> bool:
    """Whether data is that of the harmless query, where the document has one: no mutation was executed."""
    return operation.document.startswith(HARMLESS) and isinstance(data, dict) and set(data) == {"__typename"}
