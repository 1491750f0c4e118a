"""The rules of validation as one rule, which asks at each node only those that have something to do there.

graphql-core asks all of them at each node, and finds out again for each document which of them have methods for it:
half of the time that it takes to validate a document.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from graphql import SKIP, ASTValidationRule, Node, ValidationContext, VisitorAction
from graphql.language.visitor import EnterLeaveVisitor

IDLE = EnterLeaveVisitor(None, None)

Visiting = Callable[..., VisitorAction]


def joined(rules: Sequence[type[ASTValidationRule]]) -> type[ASTValidationRule]:
    """Return one rule that finds what these find, in their order.

    They may skip what is below a node; to end the whole visit, or to change the document, is not for rules.
    """

    def begin(self: "_JoinedRules", context: ValidationContext) -> None:
        ASTValidationRule.__init__(self, context)
        self.rules = [rule(context) for rule in rules]
        self.skipped = [None] * len(rules)

    @cache
    def busy(kind: str) -> tuple[int, ...]:
        return tuple(number for number, rule in enumerate(rules) if _has_methods_for(rule, kind))

    return type("JoinedRules", (_JoinedRules,), {"__init__": begin, "busy": staticmethod(busy)})


def _has_methods_for(rule: type[ASTValidationRule], kind: str) -> bool:
    return any(hasattr(rule, name) for way in ("enter", "leave") for name in (way, f"{way}_{kind}"))


class _JoinedRules(ASTValidationRule):
    """`skipped` holds for each rule the node below which it looks at nothing; `busy` the rules for a kind of node."""

    rules: list[ASTValidationRule]
    skipped: list[Node | None]
    busy: Callable[[str], tuple[int, ...]]

    def get_enter_leave_for_kind(self, kind: str) -> EnterLeaveVisitor:
        """Return what enters and leaves the nodes of a kind; nothing where no rule has methods for it."""
        known = self.enter_leave_map.get(kind)
        if known is None:
            methods = [
                (number, self.rules[number].get_enter_leave_for_kind(kind)) for number in self.busy(kind)
            ]
            known = EnterLeaveVisitor(self._entering(methods), self._leaving(methods)) if methods else IDLE
            self.enter_leave_map[kind] = known
        return known

    def _entering(self, methods: Sequence[tuple[int, EnterLeaveVisitor]]) -> Visiting:
        skipped = self.skipped
        entering = [(number, each.enter) for number, each in methods if each.enter is not None]

        def enter(node: Node, *place: Any) -> None:
            for number, method in entering:
                if skipped[number] is None and method(node, *place) is SKIP:
                    skipped[number] = node

        return enter

    def _leaving(self, methods: Sequence[tuple[int, EnterLeaveVisitor]]) -> Visiting:
        skipped = self.skipped

        def leave(node: Node, *place: Any) -> None:
            for number, each in methods:
                if skipped[number] is None:
                    if each.leave is not None:
                        each.leave(node, *place)
                elif skipped[number] is node:
                    skipped[number] = None

        return leave
