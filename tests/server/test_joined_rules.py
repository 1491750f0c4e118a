import pytest
from graphql import (
    SKIP,
    ASTValidationRule,
    GraphQLError,
    Node,
    VisitorAction,
    build_schema,
    parse,
    specified_rules,
    validate,
)

from kraken_conformance.server.execution.joined_rules import joined

SCHEMA = build_schema(
    "type Query { a(b: Int!, e: E): Query, c: [Query] } enum E { X } input I { f: Int! } directive @d on FIELD"
)


@pytest.mark.parametrize(
    "document",
    [
        "{ a(b: 1) { c { a(b: 2, e: X) { __typename } } } }",
        "query Q($b: Int!) { a(b: $b) { ...F @d } } fragment F on Query { c { __typename } }",
        "query Q($b: Int) { a(b: $b) { ...F } } query Q { a { x } } fragment G on I { f }",
        '{ a(b: "text", e: Y, z: 1) { c @e @e } } fragment F on Query { ...F }',
        "subscription { a } mutation { a }",
        "{ a(b: 1, b: 2) { c { c } } a: c { __typename } }",
        "type T { a: Int } query ($x: Unknown = {f: 1, f: 2}) { a(b: $y, b: [1]) @skip { c @include(if: 1) } }",
    ],
)
def test_they_find_the_same(document: str) -> None:
    node = parse(document)
    assert [error.formatted for error in validate(SCHEMA, node, [joined(specified_rules)])] == [
        error.formatted for error in validate(SCHEMA, node, specified_rules)
    ]


class Every(ASTValidationRule):
    def enter(self, node: Node, *_: object) -> None:
        self.report_error(GraphQLError(node.kind))


class NothingBelowC(ASTValidationRule):
    def enter_field(self, node: Node, *_: object) -> VisitorAction:
        self.report_error(GraphQLError("field"))
        return SKIP if node.name.value == "c" else None

    def leave_field(self, node: Node, *_: object) -> None:
        self.report_error(GraphQLError(f"left {node.name.value}"))


@pytest.mark.parametrize("rules", [[Every], [NothingBelowC], [NothingBelowC, Every], [Every, NothingBelowC]])
def test_a_rule_that_looks_at_every_node_or_skips_some(rules: list[type[ASTValidationRule]]) -> None:
    node = parse("{ a(b: 1) { c { c { __typename } } } c { __typename } }")
    found = [error.message for error in validate(SCHEMA, node, [joined(rules)])]
    assert found == [error.message for error in validate(SCHEMA, node, rules)]
    assert len(found) > 3
