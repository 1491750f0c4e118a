import pytest
from graphql import ASTValidationRule, GraphQLError, Node, build_schema, parse, specified_rules, validate

from kraken_conformance.server.execution.idle_kinds import with_idle_kinds

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
    ],
)
def test_the_rules_find_the_same(document: str) -> None:
    node = parse(document)
    rules = [with_idle_kinds(rule) for rule in specified_rules]
    assert [error.formatted for error in validate(SCHEMA, node, rules)] == [
        error.formatted for error in validate(SCHEMA, node, specified_rules)
    ]


def test_a_rule_that_looks_at_every_node_stays_as_it_is() -> None:
    class Every(ASTValidationRule):
        def enter(self, node: Node, *_: object) -> None:
            self.report_error(GraphQLError(node.kind))

    assert with_idle_kinds(Every) is Every
    assert len(validate(SCHEMA, parse("{ c { __typename } }"), [Every])) > 3
