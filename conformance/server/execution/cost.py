"""Refuses documents that take the server more than a moment: validation is not linear in all."""

from collections import Counter

from graphql import DocumentNode, FieldNode, SelectionSetNode, Visitor, VisitorAction, visit

MOST_SELECTIONS = 5_000
"""Fields of a document: those that the harness sends have some hundreds."""

MOST_ALIKE = 200
"""Selections of one set with the same response key: each is compared with each other one."""

MOST_SCHEMAS = 10
"""How often a document may ask for the schema: each answer is as large as the schema."""

_OF_THE_SCHEMA = frozenset({"__schema", "__type"})


def too_costly(document: DocumentNode) -> str | None:
    """Return why a document is not even validated, None where it is."""
    counting = _Counting()
    try:
        visit(document, counting)
    except RecursionError:
        return "The document is nested too deeply."
    if counting.selections > MOST_SELECTIONS:
        return f"The document has more than {MOST_SELECTIONS} fields."
    if counting.schemas > MOST_SCHEMAS:
        return f"The document asks for the schema more than {MOST_SCHEMAS} times."
    if counting.alike > MOST_ALIKE:
        return f"The document asks for one field more than {MOST_ALIKE} times."
    return None


class _Counting(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.selections = self.schemas = self.alike = 0

    def enter_selection_set(self, node: SelectionSetNode, *_: object) -> VisitorAction:
        fields = [one for one in node.selections if isinstance(one, FieldNode)]
        self.selections += len(node.selections)
        self.schemas += sum(field.name.value in _OF_THE_SCHEMA for field in fields)
        keys = Counter((field.alias or field.name).value for field in fields)
        self.alike = max(self.alike, max(keys.values(), default=0))
        return None
