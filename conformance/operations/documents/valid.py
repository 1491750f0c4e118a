"""Documents that ask for names of types alone, and have one answer by the GraphQL specification."""

from collections.abc import Iterator
from typing import Final

from kraken_conformance.operations.documents.as_mutation import as_mutation
from kraken_conformance.operations.documents.document_case import INTROSPECTION, MUTATION, TWO, DocumentCase

BYTE_ORDER_MARK: Final = "a byte order mark before the document"

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


def valid_documents(query: str, mutation: str) -> Iterator[DocumentCase]:
    """Yield documents that have one answer by the specification. The arguments are the names of the root types."""
    yield from _operations_by_name()
    yield from _root_fields()
    yield from _variable_defaults()
    yield from _skip_and_include(query)
    yield from _fragments(query, mutation)
    yield from _merged_fields(query)
    yield from _in_mutations(query, mutation)


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
            yield as_mutation(case, query, mutation)


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
        "fragments before and after a field of a mutation",
        "mutation { ...A b: __typename ...C } "
        f"fragment A on {mutation} {{ a: __typename }} fragment C on {mutation} {{ c: __typename }}",
        control=MUTATION,
    )
    yield DocumentCase(
        rule,
        "a fragment in a fragment within an object",
        "{ __schema { queryType { ...A } } } fragment A on __Type { name ...B } "
        "fragment B on __Type { kind ... on __Type { again: name } }",
        control=INTROSPECTION,
    )
    yield DocumentCase(
        rule,
        "a fragment in two objects",
        "{ __schema { queryType { ...A } mutationType { ...A } } } fragment A on __Type { name kind }",
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
