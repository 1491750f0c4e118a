"""Documents that ask for names of types alone: by the GraphQL specification each means one thing, or is invalid."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
    is_scalar_type,
    is_union_type,
    parse,
    print_ast,
    visit,
)

from kraken_conformance.operations.operation_nodes import changed

QUERY: Final = "{ __typename }"
MUTATION: Final = "mutation { __typename }"
INTROSPECTION: Final = "{ __schema { queryType { name } } }"
BY_VARIABLE: Final = "query ($name: String!) { __type(name: $name) { kind name } }"
NAMED_BY_VARIABLES: Final = ("an input object", "a scalar")
"""The kinds of types whose name is in a variable: some servers read arguments of introspection as they are written."""

FIELDS: Final = "fields { name isDeprecated }"
SKIPPED: Final = "__type(name: {}) @skip(if: true) {{ name }}"


@dataclass(frozen=True, slots=True)
class DocumentCase:
    """A document for one rule of the specification.

    `rule` is the last word of the requirement that it is for, `control` a plain document that has to be answered
    before anything is shown by this one. `name` is the operationName that is sent, empty where none is.
    """

    rule: str
    label: str
    document: str
    name: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    control: str = QUERY


def valid_documents(query: str, mutation: str) -> Iterator[DocumentCase]:
    """Yield documents that have one answer by the specification. The arguments are the names of the root types."""
    yield from _operations_by_name()
    yield from _root_fields()
    yield from _variable_defaults()
    yield from _skip_and_include(query)
    yield from _fragments(query, mutation)
    yield from _merged_fields(query)
    yield from _in_mutations(query, mutation)


def types_by_name(schema: GraphQLSchema) -> Iterator[DocumentCase]:
    """Yield a document for one type of each kind that a schema has, asked for by its name, and for none."""
    rule = "type-by-name"
    kinds: Mapping[str, Callable[[Any], bool]] = {
        "an object": is_object_type,
        "an input object": is_input_object_type,
        "an enum": is_enum_type,
        "a scalar": is_scalar_type,
        "an interface": is_interface_type,
        "a union": is_union_type,
    }
    own = [type_ for name, type_ in schema.type_map.items() if not name.startswith("__")]
    for label, is_kind in kinds.items():
        found = next((type_ for type_ in own if is_kind(type_)), None)
        if found is None:
            continue
        if label in NAMED_BY_VARIABLES:
            document, variables = BY_VARIABLE, {"name": found.name}
            yield DocumentCase(
                rule, f"{label} by its name, in a variable", document, "", variables, INTROSPECTION
            )
            continue
        name, parts = found.name, "kind name"
        if label == "an object" and (hides := _hides_some(own)):
            label, name, parts = f"{label} with deprecated fields", hides.name, f"{parts} {FIELDS}"
        document = f'{{ __type(name: "{name}") {{ {parts} }} }}'
        yield DocumentCase(rule, f"{label} by its name", document, control=INTROSPECTION)
    if schema.query_type is not None:
        yield from _other_ways_to_write_a_name(schema.query_type.name)
    unknown = '{ __type(name: "NoSuchType") { name } }'
    yield DocumentCase(rule, "a type that does not exist", unknown, control=INTROSPECTION)


def _hides_some(types: Iterable[GraphQLNamedType]) -> GraphQLObjectType | None:
    """Return the smallest object that has deprecated fields, and others: those come only where they are asked for."""
    hiding: list[GraphQLObjectType] = []
    for type_ in types:
        if not isinstance(type_, GraphQLObjectType):
            continue
        if len({each.deprecation_reason is None for each in type_.fields.values()}) > 1:
            hiding.append(type_)
    return min(hiding, key=lambda each: len(each.fields), default=None)


def _other_ways_to_write_a_name(name: str) -> Iterator[DocumentCase]:
    """Yield a document for each way in which the text of a name can be written.

    Not every server knows the form of escapes with braces: one shows that it does if it reads a document with it.
    """
    rule = "type-by-name"
    first, rest = name[0], name[1:]
    document = "{{ __type(name: {}) {{ kind name }} }}"
    braces = f'"\\u{{{ord(first):x}}}{rest}"'
    for label, text in {
        "a name with an escaped character": f'"\\u{ord(first):04x}{rest}"',
        "a name as a block string": f'"""{name}"""',
        "a name as an indented block string": f'"""\n    {name}\n\n  """',
    }.items():
        yield DocumentCase(rule, label, document.format(text), control=INTROSPECTION)
    yield DocumentCase(
        rule,
        "a name with an escaped character in braces",
        document.format(braces),
        control=f"{{ __typename {SKIPPED.format(braces)} }}",
    )


def invalid_documents(query: str, mutation: str) -> Iterator[DocumentCase]:
    """Yield documents that must not be executed, each for one reason."""
    yield from _no_such_operation(query)
    yield from _syntax()
    yield from _rules_of_operations()
    yield from _rules_of_fields(query)
    yield from _rules_of_arguments()
    yield from _rules_of_fragments(query, mutation)
    yield from _rules_of_values()
    yield from _rules_of_directives()
    yield from _rules_of_variables(query)
    yield from _rules_in_two_operations(query)
    of_fragments = _rules_of_fragments(
        query, "__Schema"
    )  # an object that every schema has, and that is no root
    for case in (*of_fragments, *_rules_of_directives(), *_rules_of_variables(query)):
        if case.label in BROKEN_BY_MUTATIONS:
            yield _as_mutation(case, query, mutation)


BROKEN_BY_MUTATIONS: Final = frozenset(
    {
        "two fragments of one name",
        "a fragment on a scalar",
        "a fragment that is not used",
        "a fragment on a type that is not possible",
        "two fragments that contain each other",
        "a directive given twice",
        "a directive of schemas in an operation",
        "a variable defined twice",
        "a variable of a type that does not exist",
        "a default of another type",
    }
)
"""The documents that break a rule in a mutation as well, for which no mutation of an API is needed."""

SHOWN_BY_MUTATIONS: Final = frozenset(
    {
        "a default of true, and false is given",
        "the default of a variable that may be null",
        "@skip and @include with literals",
        "@skip and @include on the same field",
        "@skip and @include on the same part, with literals",
        "@skip and @include on inline fragments, and @include within another",
        "@skip and @include on the spreads of fragments",
        "a fragment in a fragment in a fragment",
        "inline fragments in one another",
        "the same field three times",
    }
)
"""The queries that are sent as mutations as well: many servers do not execute the two by the same code."""


def _in_mutations(query: str, mutation: str) -> Iterator[DocumentCase]:
    """Yield documents for the same rules whose operations are mutations, which ask for `__typename` alone."""
    queries = (
        *_variable_defaults(),
        *_skip_and_include(query),
        *_fragments(query, mutation),
        *_merged_fields(query),
    )
    for case in queries:
        if case.label in SHOWN_BY_MUTATIONS:
            yield _as_mutation(case, query, mutation)


def _as_mutation(case: DocumentCase, query: str, mutation: str) -> DocumentCase:
    """Return a document with mutations in the place of its queries."""
    written: DocumentNode = visit(parse(case.document, no_location=True), _Mutations(query, mutation))
    label = f"{case.label}, in a mutation"
    return replace(case, label=label, document=print_ast(written), control=MUTATION)


class _Mutations(Visitor):
    """Makes mutations of the queries of a document."""

    def __init__(self, query: str, mutation: str) -> None:
        super().__init__()
        self._query, self._mutation = query, mutation

    def leave_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> OperationDefinitionNode:
        """Return the operation as a mutation."""
        written: OperationDefinitionNode = changed(node, operation=OperationType.MUTATION)
        return written

    def enter_named_type(self, node: NamedTypeNode, *_: Any) -> NamedTypeNode | None:
        """Return the type of mutations for that of queries."""
        if node.name.value != self._query:
            return None
        written: NamedTypeNode = changed(node, name=NameNode(value=self._mutation))
        return written


BYTE_ORDER_MARK: Final = "a byte order mark before the document"

TWO = "query First { first: __typename } query Second { second: __typename }"


def _operations_by_name() -> Iterator[DocumentCase]:
    rule = "operation-name"
    yield DocumentCase(rule, "operationName names the first of two", TWO, "First")
    yield DocumentCase(rule, "operationName names the second of two", TWO, "Second")
    yield DocumentCase(
        rule,
        "operationName names a query after a mutation",
        "mutation First { first: __typename } query Second { second: __typename }",
        "Second",
    )
    yield DocumentCase(
        rule,
        "operationName names a mutation after a query",
        "query First { first: __typename } mutation Second { second: __typename }",
        "Second",
        control=MUTATION,
    )
    yield DocumentCase(
        rule,
        "operationName names the second of three",
        f"{TWO} query Third {{ third: __typename }}",
        "Second",
    )
    yield DocumentCase(
        rule, "the only operation has a name, and none is asked for", "query Only { only: __typename }"
    )


def _no_such_operation(query: str) -> Iterator[DocumentCase]:
    rule = "unknown-operation"
    yield DocumentCase(rule, "operationName names no operation", "query First { first: __typename }", "Third")
    yield DocumentCase(rule, "operationName names none of two operations", TWO, "Third")
    yield DocumentCase(rule, "two operations, and no operationName", TWO)
    yield DocumentCase(rule, "operationName in other letters", "query First { first: __typename }", "FIRST")
    yield DocumentCase(
        rule, "operationName for an operation without a name", "{ first: __typename }", "First"
    )
    yield DocumentCase(
        rule,
        "operationName names a fragment",
        f"query A {{ ...B }} fragment B on {query} {{ b: __typename }}",
        "B",
    )
    yield DocumentCase(
        rule,
        "operationName names no operation beside a mutation",
        "mutation First { first: __typename }",
        "Third",
        control=MUTATION,
    )
    yield DocumentCase(
        rule,
        "two mutations, and no operationName",
        "mutation First { first: __typename } mutation Second { second: __typename }",
        control=MUTATION,
    )


def _root_fields() -> Iterator[DocumentCase]:
    rule = "root-fields"
    yield DocumentCase(rule, "two root fields", "{ first: __typename second: __typename }")
    several = "{ c: __typename a: __typename f: __typename b: __typename e: __typename d: __typename }"
    yield DocumentCase(rule, "six root fields, not in alphabetical order", several)
    yield DocumentCase(rule, "six root fields of a mutation", f"mutation {several}", control=MUTATION)
    yield DocumentCase(
        rule,
        "root fields with comments and commas between them",
        "# of two\n{ first: __typename, # the first\n, # }\n second: __typename }",
    )
    yield DocumentCase(rule, BYTE_ORDER_MARK, "\ufeff{ first: __typename }")
    yield DocumentCase(rule, "a root field with and without an alias", "{ __typename renamed: __typename }")


def _variable_defaults() -> Iterator[DocumentCase]:
    rule = "variable-defaults"
    one = "query Q($flag: Boolean! = {}) {{ kept: __typename other: __typename @include(if: $flag) }}"
    yield DocumentCase(rule, "a default of true", one.format("true"), "Q")
    yield DocumentCase(rule, "a default of false", one.format("false"), "Q")
    yield DocumentCase(
        rule, "a default of true, and false is given", one.format("true"), "Q", {"flag": False}
    )
    yield DocumentCase(
        rule, "a default of false, and true is given", one.format("false"), "Q", {"flag": True}
    )
    yield DocumentCase(
        rule,
        "the default of a variable that may be null",
        "query Q($flag: Boolean = true) { kept: __typename gone: __typename @skip(if: $flag) }",
        "Q",
    )
    yield DocumentCase(
        rule,
        "two variables with defaults, and one is given",
        "query Q($a: Boolean! = true, $b: Boolean! = true) "
        "{ kept: __typename a: __typename @skip(if: $a) b: __typename @skip(if: $b) }",
        "Q",
        {"a": False},
    )
    yield DocumentCase(
        rule,
        "a variable that the document does not define is given as well",
        "query Q($flag: Boolean! = true) { kept: __typename gone: __typename @skip(if: $flag) }",
        "Q",
        {"flag": False, "notDefined": {"name": "text"}},
    )
    yield DocumentCase(
        rule,
        "a default in a mutation",
        "mutation Q($flag: Boolean! = true) { kept: __typename gone: __typename @skip(if: $flag) }",
        "Q",
        control=MUTATION,
    )


def _skip_and_include(query: str) -> Iterator[DocumentCase]:
    rule = "skip-include"
    literal = (
        "{ kept: __typename a: __typename @skip(if: true) b: __typename @skip(if: false) "
        "c: __typename @include(if: true) d: __typename @include(if: false) }"
    )
    both = (
        "query Q($yes: Boolean!, $no: Boolean!) { kept: __typename "
        "a: __typename @skip(if: $no) @include(if: $yes) b: __typename @skip(if: $yes) @include(if: $yes) "
        "c: __typename @skip(if: $no) @include(if: $no) d: __typename @include(if: $no) @skip(if: $yes) }"
    )
    flags = {"yes": True, "no": False}
    yield DocumentCase(rule, "@skip and @include with literals", literal)
    for word, name in (("skip", "yes"), ("skip", "no"), ("include", "yes"), ("include", "no")):
        yield DocumentCase(
            rule,
            f"@{word} with a variable that is {'true' if flags[name] else 'false'}",
            f"query Q(${name}: Boolean!) {{ kept: __typename other: __typename @{word}(if: ${name}) }}",
            "Q",
            {name: flags[name]},
        )
    yield DocumentCase(rule, "@skip and @include on the same field", both, "Q", flags)
    yield DocumentCase(
        rule,
        "@skip and @include on the same part, with literals",
        "{ kept: __typename a: __typename @include(if: false) @skip(if: false) "
        "b: __typename @skip(if: false) @include(if: false) c: __typename @include(if: true) @skip(if: true) "
        "d: __typename @skip(if: false) @include(if: true) ... @include(if: false) @skip(if: false) { e: __typename } "
        "... @skip(if: true) @include(if: true) { f: __typename } ...G @skip(if: false) @include(if: false) "
        f"...H @include(if: true) @skip(if: false) }} fragment G on {query} {{ g: __typename }} "
        f"fragment H on {query} {{ h: __typename }}",
    )
    yield DocumentCase(
        rule,
        "@skip and @include on inline fragments, and @include within another",
        "query Q($yes: Boolean!, $no: Boolean!) { kept: __typename ... @skip(if: $yes) { a: __typename } "
        f"... on {query} {{ b: __typename @include(if: $no) c: __typename @include(if: $yes) }} "
        f"... on {query} @include(if: $no) {{ d: __typename }} ... @include(if: $yes) {{ e: __typename }} "
        f"... on {query} @skip(if: $no) {{ f: __typename }} }}",
        "Q",
        flags,
    )
    yield DocumentCase(
        rule,
        "@skip and @include on the spreads of fragments",
        "query Q($yes: Boolean!, $no: Boolean!) { kept: __typename ...A @include(if: $no) ...B @include(if: $yes) "
        "...C @skip(if: $yes) ...D @skip(if: $no) } "
        f"fragment A on {query} {{ a: __typename }} fragment B on {query} {{ b: __typename }} "
        f"fragment C on {query} {{ c: __typename }} fragment D on {query} {{ d: __typename }}",
        "Q",
        flags,
    )
    yield DocumentCase(
        rule,
        "@skip and @include within an object",
        "query Q($yes: Boolean!, $no: Boolean!) { __schema { queryType { name kind @skip(if: $yes) "
        "a: name @include(if: $no) b: name @skip(if: $no) c: name @include(if: $yes) d: kind @skip(if: true) } } }",
        "Q",
        flags,
        INTROSPECTION,
    )
    yield DocumentCase(
        rule,
        "@skip in a mutation",
        "mutation Q($yes: Boolean!) "
        "{ kept: __typename a: __typename @skip(if: $yes) b: __typename @include(if: $yes) }",
        "Q",
        {"yes": True},
        MUTATION,
    )


def _fragments(query: str, mutation: str) -> Iterator[DocumentCase]:
    rule = "fragments"
    yield DocumentCase(rule, "a fragment", f"{{ ...A }} fragment A on {query} {{ a: __typename }}")
    yield DocumentCase(
        rule, "a fragment before the operation", f"fragment A on {query} {{ a: __typename }} {{ ...A }}"
    )
    yield DocumentCase(
        rule,
        "a fragment in a fragment in a fragment",
        f"{{ kept: __typename ...A }} fragment A on {query} {{ a: __typename ...B }} "
        f"fragment B on {query} {{ ...C b: __typename }} fragment C on {query} {{ c: __typename }}",
    )
    yield DocumentCase(
        rule,
        "a fragment that is used twice",
        f"{{ ...A ... on {query} {{ ...A b: __typename }} }} fragment A on {query} {{ a: __typename }}",
    )
    yield DocumentCase(
        rule,
        "inline fragments in one another",
        f"{{ ... {{ a: __typename ... on {query} {{ b: __typename ... {{ c: __typename }} }} }} }}",
    )
    yield DocumentCase(
        rule,
        "a fragment in a mutation",
        f"mutation {{ kept: __typename ...A }} fragment A on {mutation} {{ a: __typename }}",
        control=MUTATION,
    )
    yield DocumentCase(
        rule,
        "a fragment in a fragment within an object",
        "{ __schema { queryType { ...A } } } fragment A on __Type { name ...B } "
        "fragment B on __Type { kind ... on __Type { again: name } }",
        control=INTROSPECTION,
    )


def _merged_fields(query: str) -> Iterator[DocumentCase]:
    rule = "merged-fields"
    yield DocumentCase(
        rule,
        "a field asked for twice, with other fields in it",
        "{ __schema { queryType { name } } __schema { queryType { kind } } }",
        control=INTROSPECTION,
    )
    yield DocumentCase(
        rule,
        "a field asked for directly and by a fragment, with other fields in it",
        "{ __schema { queryType { name } } ...A } "
        f"fragment A on {query} {{ __schema {{ queryType {{ kind }} }} ...B }} "
        f"fragment B on {query} {{ __schema {{ queryType {{ again: name }} }} }}",
        control=INTROSPECTION,
    )
    yield DocumentCase(
        rule, "the same field three times", "{ a: __typename b: __typename a: __typename a: __typename }"
    )


def _syntax() -> Iterator[DocumentCase]:
    rule = "syntax"
    for label, document in {
        "a selection that does not end": "{ __typename ",
        "a bracket too many": "{ __typename } }",
        "an argument without a value": "{ __typename @include(if:) }",
        "a text that does not end": '{ __typename @deprecated(reason: "a) }',
        "a character that is none of the language's": "{ __typename ? }",
        "a fragment named on": "{ ...on } fragment on on A { __typename }",
        "an empty document": "",
        "a comment and nothing else": "# { __typename }",
    }.items():
        yield DocumentCase(rule, label, document)


def _rules_of_operations() -> Iterator[DocumentCase]:
    rule = "operations"
    yield DocumentCase(
        rule, "two operations of one name", "query A { a: __typename } query A { b: __typename }", "A"
    )
    yield DocumentCase(
        rule, "an operation without a name beside another", "{ a: __typename } query A { b: __typename }", "A"
    )
    yield DocumentCase(rule, "two operations without names", "{ a: __typename } { b: __typename }")
    yield DocumentCase(
        rule, "the definition of a type beside an operation", "{ __typename } type Further { a: Int }"
    )


def _rules_of_fields(query: str) -> Iterator[DocumentCase]:
    rule = "fields"
    yield DocumentCase(rule, "a field that does not exist", "{ __typename fieldThatIsNotThere }")
    yield DocumentCase(
        rule, "a field that does not exist, in a mutation", "mutation { __typename fieldThatIsNotThere }"
    )
    yield DocumentCase(rule, "a selection within a text", "{ __typename { name } }")
    yield DocumentCase(rule, "an object without a selection", "{ __typename __schema }")
    yield DocumentCase(
        rule,
        "two fields of one alias that do not merge",
        "{ __typename same: __typename same: __schema { queryType { name } } }",
    )
    yield DocumentCase(
        rule,
        "two fields of one alias with other arguments",
        '{ __typename same: __type(name: "String") { name } same: __type(name: "Boolean") { name } }',
    )
    yield DocumentCase(
        rule,
        "two fields of one alias with other arguments, one of them in a fragment",
        '{ __typename same: __type(name: "String") { name } ...A } '
        f'fragment A on {query} {{ same: __type(name: "Boolean") {{ name }} }}',
    )
    yield DocumentCase(
        rule,
        "two fields of one alias that do not merge, one in a fragment within an object",
        "{ __typename __schema { queryType { same: name ...A } } } fragment A on __Type { same: kind }",
    )


def _rules_of_arguments() -> Iterator[DocumentCase]:
    rule = "arguments"
    yield DocumentCase(rule, "an argument that does not exist", "{ __typename(argument: 1) }")
    yield DocumentCase(
        rule,
        "an argument of a directive that does not exist",
        "{ __typename @include(if: true, unless: false) }",
    )
    yield DocumentCase(rule, "an argument given twice", "{ __typename @include(if: true, if: true) }")
    yield DocumentCase(rule, "a required argument left out", "{ __typename @include }")
    yield DocumentCase(rule, "a required argument of a field left out", "{ __typename __type { name } }")


def _rules_of_fragments(query: str, mutation: str) -> Iterator[DocumentCase]:
    rule = "fragment-rules"
    a = f"fragment A on {query}"
    yield DocumentCase(
        rule, "two fragments of one name", f"{{ ...A }} {a} {{ __typename }} {a} {{ b: __typename }}"
    )
    yield DocumentCase(
        rule, "a fragment on a type that does not exist", "{ __typename ... on NoSuchType { __typename } }"
    )
    yield DocumentCase(rule, "a fragment on a scalar", "{ __typename ... on String { __typename } }")
    yield DocumentCase(rule, "a fragment that is not used", f"{{ __typename }} {a} {{ __typename }}")
    yield DocumentCase(rule, "a fragment that is not defined", "{ __typename ...NoSuchFragment }")
    yield DocumentCase(
        rule, "a fragment that contains itself", f"{{ __typename ...A }} {a} {{ __typename ...A }}"
    )
    yield DocumentCase(
        rule,
        "two fragments that contain each other",
        f"{{ __typename ...A }} {a} {{ __typename ...B }} fragment B on {query} {{ b: __typename ...A }}",
    )
    yield DocumentCase(
        rule,
        "a fragment on a type that is not possible",
        f"{{ __typename ... on {mutation} {{ a: __typename }} }}",
    )
    yield DocumentCase(
        rule,
        "a named fragment on a type that is not possible",
        f"{{ __typename ...A }} fragment A on {mutation} {{ a: __typename }}",
    )


def _rules_of_values() -> Iterator[DocumentCase]:
    rule = "values"
    for label, literal in {
        "text for a Boolean": '"true"',
        "a number for a Boolean": "1",
        "null for a Boolean that is never null": "null",
        "an enum value for a Boolean": "YES",
        "an object for a Boolean": "{}",
        "a list for a Boolean": "[true]",
    }.items():
        yield DocumentCase(rule, label, f"{{ __typename a: __typename @include(if: {literal}) }}")
    yield DocumentCase(rule, "a number for a text", "{ __typename __type(name: 1) { name } }")


def _rules_of_directives() -> Iterator[DocumentCase]:
    rule = "directives"
    yield DocumentCase(rule, "a directive that does not exist", "{ __typename @noSuchDirective }")
    yield DocumentCase(
        rule, "a directive at a place that is not its own", "query A @skip(if: false) { __typename }", "A"
    )
    yield DocumentCase(
        rule, "a directive of schemas in an operation", '{ __typename @deprecated(reason: "a") }'
    )
    yield DocumentCase(
        rule, "a directive given twice", "{ __typename @include(if: true) @include(if: true) }"
    )


def _rules_of_variables(query: str) -> Iterator[DocumentCase]:
    rule = "variables"
    use = "{ __typename a: __typename @include(if: $a) }"
    given = {"a": True}
    yield DocumentCase(
        rule, "a variable defined twice", f"query Q($a: Boolean!, $a: Boolean!) {use}", "Q", given
    )
    yield DocumentCase(rule, "a variable of an output type", f"query Q($a: {query}) {{ __typename }}", "Q")
    yield DocumentCase(
        rule, "a variable of a type that does not exist", "query Q($a: NoSuchType) { __typename }", "Q"
    )
    yield DocumentCase(rule, "a variable that is not defined", use, variables=given)
    yield DocumentCase(
        rule,
        "a variable that is not defined, within a fragment",
        f"query Q {{ __typename ...A }} fragment A on {query} {{ a: __typename @include(if: $a) }}",
        "Q",
        given,
    )
    yield DocumentCase(rule, "a variable that is not used", "query Q($a: Boolean) { __typename }", "Q")
    yield DocumentCase(
        rule, "a variable of another type than its place", f"query Q($a: String!) {use}", "Q", {"a": "true"}
    )
    yield DocumentCase(
        rule,
        "a variable that may be null where null may not stand",
        f"query Q($a: Boolean) {use}",
        "Q",
        given,
    )
    yield DocumentCase(rule, "a default of another type", f'query Q($a: Boolean! = "true") {use}', "Q", given)


OTHER = "query Other { other: __typename }"


def _rules_in_two_operations(query: str) -> Iterator[DocumentCase]:
    """Yield documents of two operations: what breaks a rule in one of them makes the whole document invalid."""
    good = "query Good { __typename }"
    yield DocumentCase(
        "variables",
        "a variable that is not used, beside another operation",
        f"query Q($a: Boolean) {{ __typename }} {OTHER}",
        "Q",
    )
    yield DocumentCase(
        "variables",
        "a variable that is not used, in the operation that is not executed",
        f"{good} query Q($a: Boolean) {{ __typename }}",
        "Good",
    )
    yield DocumentCase(
        "fields",
        "a field that does not exist, in the operation that is not executed",
        f"{good} query Q {{ __typename fieldThatIsNotThere }}",
        "Good",
    )
    yield DocumentCase(
        "directives",
        "a directive that does not exist, in the operation that is not executed",
        f"{good} query Q {{ __typename @noSuchDirective }}",
        "Good",
    )
    yield DocumentCase(
        "variables",
        "a variable that is not defined, beside another operation that defines it",
        f"query Q {{ __typename ...A }} query Other($a: Boolean!) {{ ...A }} "
        f"fragment A on {query} {{ a: __typename @include(if: $a) }}",
        "Q",
    )
