"""Operations with the same mutation twice: executed one after the other, in the order of the document."""

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.operation_nodes import changed, name_node, parsed, rebuilt

FIRST, SECOND = "doneFirst", "doneSecond"
"""The aliases of the two."""


def twice(operation: Operation) -> Operation:
    """Return an operation with its mutation twice; the second one is the one that is judged."""
    definition, root = parsed(operation)
    both = (changed(root, alias=name_node(name)) for name in (FIRST, SECOND))
    return rebuilt(operation, definition, *both, root_key=SECOND)
