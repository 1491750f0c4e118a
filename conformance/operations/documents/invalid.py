"""Documents that ask for names of types alone, and are invalid by the GraphQL specification."""

from collections.abc import Iterator
from typing import Final

from kraken_conformance.operations.documents.as_mutation import as_mutation
from kraken_conformance.operations.documents.document_case import MUTATION, TWO, DocumentCase

OTHER = "query Other { other: __typename }"

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
            yield as_mutation(case, query, mutation)


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
    yield DocumentCase(
        rule,
        "a field that does not exist, with a carriage return and a line feed at the end of each line",
        "{\r\n  a: __typename\r\n  b: fieldThatIsNotThere\r\n}",
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
        "two fields of one alias that do not merge, within objects that do, one in a fragment",
        "{ __typename __schema { queryType { same: name } } ...A } "
        f"fragment A on {query} {{ __schema {{ queryType {{ same: kind }} }} }}",
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
