"""Operations compiled once: for each root field a function from a number to its value.

The fields are collected as the GraphQL specification says (CollectFields, MergeSelectionSets), so that
answering a request is no more than calling the functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from zlib import crc32

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from kraken_conformance.server.execution.output_values import leaf_maker, mix

Echo = Mapping[tuple[str, str], Any]
"""Values to hand back as they are, by field name and name of the type."""

ITEMS = "[]"
"""Stands for the type where the values to hand back are those of the items of a list."""

Complete = Callable[[int, Echo], Any]
"""Makes the value of a field from a number."""

EMPTY_LISTS = frozenset({"errors", "failureReasons", "failureCodes"})
"""Fields that list failures: empty in a success."""

LISTED = "possible-errors"
"""The extension of a schema that names the field which a dry run fills; None where there is none."""

ATTEMPTS = 8
"""How often a payload is made again that is null in every field."""


@dataclass(frozen=True, slots=True)
class RootField:
    """A mutation in an operation, compiled.

    `complete` makes its value, `dry` its value in a dry run from the entries of possibleErrors.
    `location` is that of the field in the document.
    """

    key: str
    name: str
    nodes: tuple[FieldNode, ...]
    planner: Planner
    definition: GraphQLField | None
    nullable: bool
    location: dict[str, int]
    complete: Complete
    dry: Callable[[list[dict[str, str]]], Any]

    def by_field(self, value: Any) -> Any:
        """Return a value of the mutation with the names of the fields in the place of their aliases.

        What is below an interface or a union is left out.
        """
        return (
            None
            if self.definition is None
            else _by_field(self.planner, self.definition.type, self.nodes, value)
        )


class Planner:
    """Compiles the mutations of one schema.

    `flags` are the values of the variables on which `@skip` and `@include` depend.
    """

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], flags: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._flags = flags
        self._listed: str | None = schema.extensions.get(LISTED)

    def roots(self, operation: OperationDefinitionNode) -> tuple[RootField, ...]:
        """Return the root fields of a mutation that are not skipped, in the order of execution."""
        root = self._schema.mutation_type
        assert root is not None
        collected = self.collect(root, [operation.selection_set])
        return tuple(self._root(root, key, nodes) for key, nodes in collected.items())

    def _root(self, root: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> RootField:
        node = nodes[0]
        name = node.name.value
        token = node.loc.start_token if node.loc else None
        location = {"line": token.line, "column": token.column} if token else {"line": 1, "column": 1}
        definition = root.fields.get(name)
        if definition is None:
            name_of_type = _constant(root.name)
            return RootField(key, name, tuple(nodes), self, None, True, location, name_of_type, name_of_type)
        type_ = definition.type
        inner: Any = get_nullable_type(type_)
        return RootField(
            key=key,
            name=name,
            nodes=tuple(nodes),
            planner=self,
            definition=definition,
            nullable=inner is type_,
            location=location,
            complete=self._complete(GraphQLNonNull(inner), nodes, name),
            dry=self._dry(inner, nodes),
        )

    def _dry(self, type_: GraphQLOutputType, nodes: list[FieldNode]) -> Callable[[list[dict[str, str]]], Any]:
        listed = self._listed
        if not isinstance(type_, GraphQLObjectType) or listed is None or listed not in type_.fields:
            return _constant(None)
        fields = self.collect(type_, selections(nodes))
        entry_type = get_named_type(type_.fields[listed].type)
        if not isinstance(entry_type, GraphQLObjectType):
            return _constant(None)
        keys: dict[str, dict[str, str] | None] = {}
        for key, found in fields.items():
            wanted = self.collect(entry_type, selections(found))
            is_list = found[0].name.value == listed
            keys[key] = {alias: parts[0].name.value for alias, parts in wanted.items()} if is_list else None
        never_null = {
            key: self._complete(type_.fields[found[0].name.value].type, found, key)
            for key, found in fields.items()
            if (definition := type_.fields.get(found[0].name.value)) and is_non_null_type(definition.type)
        }
        typenames = {key for key, found in fields.items() if found[0].name.value == "__typename"}

        def dry(entries: list[dict[str, str]]) -> dict[str, Any]:
            return {
                key: never_null[key](0, {})
                if key in never_null
                else (type_.name if key in typenames else None)
                if wanted is None
                else [
                    {alias: entry.get(name, entry_type.name) for alias, name in wanted.items()}
                    for entry in entries
                ]
                for key, wanted in keys.items()
            }

        return dry

    def _complete(self, type_: GraphQLOutputType, nodes: list[FieldNode], path: str) -> Complete:
        """Compile what makes values of a type. Nullable values are null now and then."""
        salt = crc32(path.encode())
        if not is_non_null_type(type_):
            some = self._complete(GraphQLNonNull(cast(Any, type_)), nodes, path)
            if is_leaf_type(type_):
                key = (nodes[0].name.value, type_.name)
                return lambda number, echo: (
                    None if _is_null(number, salt, 15) and key not in echo else some(number, echo)
                )
            return _now_and_then(some, salt)
        inner = type_.of_type
        if is_list_type(inner):
            return self._complete_list(inner.of_type, nodes, path, salt)
        if is_leaf_type(inner):
            return self._complete_leaf(inner, nodes[0].name.value, salt)
        if is_abstract_type(inner):
            types = self._schema.get_possible_types(inner)
            options = tuple(self._complete_object(type_, nodes, path) for type_ in types)
            return lambda number, echo: options[mix(number, salt) % len(options)](number, echo)
        assert isinstance(inner, GraphQLObjectType)
        return self._complete_object(inner, nodes, path)

    def _complete_list(
        self, item: GraphQLOutputType, nodes: list[FieldNode], path: str, salt: int
    ) -> Complete:
        name = nodes[0].name.value
        if name in EMPTY_LISTS:
            return lambda number, echo: []
        if name == self._listed:
            return _constant(None)
        where = f"{path}[]"
        always = is_non_null_type(item) or is_leaf_type(item)
        kept = self._complete(item if always else GraphQLNonNull(cast(Any, item)), nodes, where)
        one = kept if always else _now_and_then(kept, crc32(where.encode()))
        key = (name, ITEMS)

        def complete(number: int, echo: Echo) -> list[Any]:
            mixed = mix(number, salt)
            items = echo.get(key)
            if items is not None:
                return [kept(mix(mixed, index), {**echo, **own}) for index, own in enumerate(items)]
            return [one(mix(mixed, index), echo) for index in range(mixed % 4)]

        return complete

    def _complete_leaf(self, type_: Any, field: str, salt: int) -> Complete:
        make = leaf_maker(type_, field)
        key = (field, type_.name)

        def complete(number: int, echo: Echo) -> Any:
            known = echo.get(key)
            return make(mix(number, salt)) if known is None else known

        return complete

    def _complete_object(self, type_: GraphQLObjectType, nodes: list[FieldNode], path: str) -> Complete:
        fields: list[tuple[str, Complete]] = []
        for key, found in self.collect(type_, selections(nodes)).items():
            name = found[0].name.value
            if name == "__typename":
                fields.append((key, _constant(type_.name)))
            elif name in type_.fields:
                fields.append((key, self._complete(type_.fields[name].type, found, f"{path}.{name}")))
        parts = tuple(fields)
        salt = crc32(path.encode())

        def complete(number: int, echo: Echo) -> dict[str, Any]:
            own = mix(number, salt)
            return {key: part(own, echo) for key, part in parts}

        return complete if "." in path else self._with_something(type_, complete)

    def _with_something(
        self, payload: GraphQLObjectType, complete: Callable[[int, Echo], dict[str, Any]]
    ) -> Complete:
        """Return what makes a payload that is not null in every field by chance: it would look like a refusal."""
        empty = {None, payload.name}

        def something(number: int, echo: Echo) -> dict[str, Any]:
            made = complete(number, echo)
            for attempt in range(ATTEMPTS):
                if any(not isinstance(value, str | None) or value not in empty for value in made.values()):
                    break
                made = complete(mix(number, attempt), echo)
            return made

        return something

    def collect(
        self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]
    ) -> dict[str, list[FieldNode]]:
        """Return the fields that selection sets ask of an object type, by response key."""
        collected: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for selection_set in sets:
            self._collect_into(collected, spread, type_, selection_set)
        return collected

    def _collect_into(
        self,
        collected: dict[str, list[FieldNode]],
        spread: set[str],
        type_: GraphQLObjectType,
        selection_set: SelectionSetNode,
    ) -> None:
        for selection in selection_set.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = (selection.alias or selection.name).value
                collected.setdefault(key, []).append(selection)
                continue
            fragment: Any = selection
            if isinstance(selection, FragmentSpreadNode):
                if selection.name.value in spread:
                    continue
                spread.add(selection.name.value)
                fragment = self._fragments.get(selection.name.value)
            if fragment is not None and self._applies(fragment, type_):
                self._collect_into(collected, spread, type_, fragment.selection_set)

    def _included(self, selection: Any) -> bool:
        for directive in selection.directives or ():
            if directive.name.value in ("skip", "include") and directive.arguments:
                condition = directive.arguments[0].value
                value = (
                    self._flags.get(condition.name.value)
                    if isinstance(condition, VariableNode)
                    else getattr(condition, "value", None)
                )
                if value is (directive.name.value == "skip"):
                    return False
        return True

    def _applies(
        self, fragment: FragmentDefinitionNode | InlineFragmentNode, type_: GraphQLObjectType
    ) -> bool:
        if fragment.type_condition is None:
            return True
        condition = self._schema.type_map.get(fragment.type_condition.name.value)
        return condition is type_ or (
            is_abstract_type(condition) and self._schema.is_sub_type(condition, type_)
        )


def _by_field(planner: Planner, type_: Any, nodes: Iterable[FieldNode], value: Any) -> Any:
    bare = get_nullable_type(type_)
    if is_list_type(bare) and isinstance(value, list):
        return [_by_field(planner, bare.of_type, nodes, item) for item in value]
    if not isinstance(value, dict) or is_leaf_type(bare):
        return value
    if not isinstance(bare, GraphQLObjectType):
        return None
    named = {}
    for key, found in planner.collect(bare, selections(nodes)).items():
        name = found[0].name.value
        if name in bare.fields:
            named[name] = _by_field(planner, bare.fields[name].type, found, value.get(key))
    return named


def flags_of(document_nodes: Iterable[Any]) -> tuple[str, ...]:
    """Return the names of the variables on which `@skip` and `@include` in these definitions depend."""
    names: set[str] = set()
    waiting = list(document_nodes)
    while waiting:
        node = waiting.pop()
        for directive in getattr(node, "directives", None) or ():
            if directive.name.value in ("skip", "include"):
                values = [argument.value for argument in directive.arguments]
                names.update(value.name.value for value in values if isinstance(value, VariableNode))
        selection_set = getattr(node, "selection_set", None)
        waiting += selection_set.selections if selection_set else ()
    return tuple(sorted(names))


def selections(nodes: Iterable[FieldNode]) -> list[SelectionSetNode]:
    """Return the selection sets of the nodes of one field."""
    return [node.selection_set for node in nodes if node.selection_set]


def _now_and_then(some: Complete, salt: int) -> Complete:
    """Return what makes null now and then, and else a value."""
    return lambda number, echo: None if _is_null(number, salt, 31) else some(number, echo)


def _is_null(number: int, salt: int, rarity: int) -> bool:
    """Whether a value that may be null is null: one time in `rarity` + 1, which is a power of two."""
    return mix(number, ~salt) & rarity == rarity


def _constant(value: Any) -> Callable[..., Any]:
    return lambda *_: value
