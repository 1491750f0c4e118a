"""Documents that ask for a type by its name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
    is_scalar_type,
    is_union_type,
)

from kraken_conformance.operations.documents.document_case import INTROSPECTION, DocumentCase

BY_VARIABLE: Final = "query ($name: String!) { __type(name: $name) { kind name } }"

NAMED_BY_VARIABLES: Final = ("an input object", "a scalar")
"""The kinds of types whose name is in a variable: some servers read arguments of introspection as they are written."""


FIELDS: Final = "fields { name isDeprecated }"

SKIPPED: Final = "__type(name: {}) @skip(if: true) {{ name }}"


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
        "a number sign in a name, which begins no comment": '"No # Type"',
        "a name as an indented block string": f'"""\n    {name}\n\n  """',
    }.items():
        yield DocumentCase(rule, label, document.format(text), control=INTROSPECTION)
    yield DocumentCase(
        rule,
        "a name with an escaped character in braces",
        document.format(braces),
        control=f"{{ __typename {SKIPPED.format(braces)} }}",
    )
