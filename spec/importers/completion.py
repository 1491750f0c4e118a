"""Completes a page's types from a schema: what it adds is marked as inferred from that schema."""

from collections.abc import Iterator

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
    is_required_argument,
)

from kraken_conformance.spec.sdl_text import definition, quoted

KNOWN_SCALARS = ("Date", "DateTime", "Time", "UUID", "JSON")
"""Scalars that a sample value shows by its form."""


class Definitions:
    """The types that a page names, defined as far as anyone knows, each once.

    Without a schema, a type that the page names is opaque. `source` names the schema in the marks.
    """

    def __init__(self, schema: GraphQLSchema | None, source: str) -> None:
        self.schema = schema
        self.mark = f"@inferred(from: {quoted(source)})"
        self.known: dict[str, str] = {}

    def known_type(self, name: str) -> GraphQLNamedType | None:
        """Return the type of that name in the schema."""
        return self.schema.type_map.get(name) if self.schema else None

    def add(self, name: str, text: str) -> None:
        """Define a type by its SDL, unless it is defined already."""
        self.known.setdefault(name, text)

    def require_output(self, name: str) -> None:
        """Define a type that a field returns, one level of leaf fields deep."""
        type_ = self.known_type(name)
        if name in self.known or _built_in(name):
            return
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            self._require_composite(type_)
        elif isinstance(type_, GraphQLUnionType):
            self.known[name] = definition(type_, self.mark)
            for member in type_.types:
                self.require_member(member.name)
        elif type_ is not None and is_leaf_type(type_):
            self.known[name] = definition(type_, "" if name in KNOWN_SCALARS else self.mark)
        else:
            known = name in KNOWN_SCALARS
            self.known[name] = f"scalar {name}" + ("" if known else " @undocumented(kind: OBJECT)")

    def require_member(self, name: str) -> None:
        """Define a type that must be an object type: the member of a union."""
        type_ = self.known_type(name)
        if name in self.known:
            return
        if isinstance(type_, GraphQLObjectType) and dict(_leaves(type_)):
            self._require_composite(type_)
        else:
            self.known[name] = f"type {name} @undocumented(kind: OBJECT)"

    def require_input(self, name: str) -> None:
        """Define a type that an argument takes, with all that it holds."""
        type_ = self.known_type(name)
        if name in self.known or _built_in(name):
            return
        if type_ is None:
            known = name in KNOWN_SCALARS
            self.known[name] = f"scalar {name}" + ("" if known else " @undocumented(kind: INPUT_OBJECT)")
            return
        self.known[name] = definition(type_, self.mark)
        if isinstance(type_, GraphQLInputObjectType):
            for field in type_.fields.values():
                self.require_input(get_named_type(field.type).name)

    def _require_composite(self, type_: GraphQLObjectType | GraphQLInterfaceType) -> None:
        leaves = dict(_leaves(type_))
        if not leaves:
            self.known[type_.name] = f"scalar {type_.name} @undocumented(kind: OBJECT)"
            return
        marks = f"@open {self.mark}" if isinstance(type_, GraphQLInterfaceType) else self.mark
        self.known[type_.name] = definition(type_, marks, fields=leaves, implements=())
        for field in leaves.values():
            self.require_output(get_named_type(field.type).name)


def _leaves(type_: GraphQLObjectType | GraphQLInterfaceType) -> Iterator[tuple[str, GraphQLField]]:
    for name, field in type_.fields.items():
        required = any(is_required_argument(argument) for argument in field.args.values())
        if is_leaf_type(get_named_type(field.type)) and not required:
            yield name, GraphQLField(field.type)


def nullable(type_: object) -> str:
    """Return the SDL of a type without the mark of non-null at its end."""
    return str(type_.of_type if is_non_null_type(type_) else type_)


def _built_in(name: str) -> bool:
    return name in ("String", "Int", "Float", "Boolean", "ID")
