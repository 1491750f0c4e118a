"""Rules of validation that know from the start which kinds of nodes they have nothing to do with.

graphql-core finds that out again for each rule, each kind and each document, which is a third of the time that it takes
to validate a document.
"""

from typing import Any

from graphql import ASTValidationRule, ValidationContext
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.language.visitor import EnterLeaveVisitor

IDLE = EnterLeaveVisitor(None, None)


def with_idle_kinds(rule: type[ASTValidationRule]) -> type[ASTValidationRule]:
    """Return a rule that does the same, and looks for methods of its own where it has any."""
    if hasattr(rule, "enter") or hasattr(rule, "leave"):
        return rule
    own = {name.partition("_")[2] for name in dir(rule) if name.startswith(("enter_", "leave_"))}
    idle = {kind: IDLE for kind in QUERY_DOCUMENT_KEYS if kind not in own}

    def begin(self: Any, context: ValidationContext) -> None:
        rule.__init__(self, context)
        self.enter_leave_map.update(idle)

    return type(rule.__name__, (rule,), {"__init__": begin})
