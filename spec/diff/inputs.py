"""Compares what mutations take: arguments, input fields, enum values."""

from collections.abc import Iterator, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    get_named_type,
    is_required_argument,
    is_required_input_field,
    print_ast,
)
from graphql.utilities import get_default_value_ast

from kraken_conformance.spec.diff.change import ContractChange
from kraken_conformance.spec.diff.kinds import deprecation_changes, kind_changes
from kraken_conformance.spec.diff.side import Side

Given = GraphQLArgument | GraphQLInputField

Coordinates = tuple[str, str]
"""The schema coordinates of the arguments or fields of one place on both sides, with `{}` for their names."""


def argument_changes(
    mutation: str,
    before: Mapping[str, GraphQLArgument],
    after: Mapping[str, GraphQLArgument],
    first: Side,
    second: Side,
) -> Iterator[ContractChange]:
    """Yield what changes in the arguments of a mutation, and in all that they hold."""
    places = (f"{first.of_mutation(mutation)}({{}}:)", f"{second.of_mutation(mutation)}({{}}:)")
    inputs = _Inputs(mutation, first, second)
    yield from inputs.compare("argument", "", places, before, after, inferred=False)


def field_argument_changes(
    mutation: str,
    path: str,
    places: Coordinates,
    before: GraphQLField,
    after: GraphQLField,
    first: Side,
    second: Side,
) -> Iterator[ContractChange]:
    """Yield what changes in the arguments of a returned field, whose coordinates are given, and in all that they hold.

    Where the first side has none, the documents may be silent on them: only what is required now counts.
    """
    inputs = _Inputs(mutation, first, second)
    own = (f"{places[0]}({{}}:)", f"{places[1]}({{}}:)")
    changes = inputs.compare("field-argument", f"{path}.", own, before.args, after.args, inferred=False)
    return (change for change in changes if before.args or change.kind != "field-argument-added")


class _Inputs:
    """One comparison of all that a mutation takes; each input type is looked into once."""

    def __init__(self, mutation: str, first: Side, second: Side) -> None:
        self.mutation = mutation
        self.first = first
        self.second = second
        self.seen: set[str] = set()

    def compare(
        self,
        what: str,
        within: str,
        places: Coordinates,
        before: Mapping[str, Given],
        after: Mapping[str, Given],
        *,
        inferred: bool,
    ) -> Iterator[ContractChange]:
        """Yield the changes of the arguments of a mutation, or of the fields of an input type."""
        for name, given in before.items():
            path, at = f"{within}{name}", places[0].format(name)
            if name in after:
                for change in self._one(what, path, at, given, after[name]):
                    yield change.of(inferred=inferred)
                yield from self._inside(path, get_named_type(given.type), get_named_type(after[name].type))
            else:
                missing = ContractChange.breaking(
                    f"{what}-missing", self.mutation, path, f"{path} is gone.", at
                )
                yield missing.of(inferred=inferred)
        for name, given in after.items():
            if name in before:
                continue
            path, at = f"{within}{name}", places[1].format(name)
            if _required(given):
                detail = f"{path} is new and must be given."
                added = ContractChange.breaking(f"{what}-required-added", self.mutation, path, detail, at)
                yield added.of(inferred=inferred)
            else:
                detail = f"{path} is new and may be given."
                yield ContractChange.safe(f"{what}-added", self.mutation, path, detail, at)

    def _one(self, what: str, path: str, at: str, before: Given, after: Given) -> Iterator[ContractChange]:
        """Yield what changes in an argument or an input field itself."""
        if str(before.type) != str(after.type):
            detail = f"{path} was {before.type} and is {after.type}."
            make = ContractChange.safe if accepts(after.type, before.type) else ContractChange.breaking
            yield make(f"{what}-type", self.mutation, path, detail, at)
        yield from self._default(what, path, at, before, after)
        yield from deprecation_changes(f"{what}-deprecation", self.mutation, path, at, before, after)

    def _default(
        self, what: str, path: str, at: str, before: Given, after: Given
    ) -> Iterator[ContractChange]:
        """Yield what becomes of a default: a client that leaves the value out relies on it, or on there being none."""
        was, now = _default_text(before), _default_text(after)
        if was == now:
            return
        if was is None:
            if self.first.defaults_told and not _required(before):  # else no client leaves it out
                detail = f"{path} had no default and has {now}."
                yield ContractChange.dangerous(f"{what}-default-added", self.mutation, path, detail, at)
        elif now is None:
            detail = f"{path} had the default {was} and has none."
            yield ContractChange.breaking(f"{what}-default-removed", self.mutation, path, detail, at)
        else:
            detail = f"{path} had the default {was} and has {now}."
            yield ContractChange.dangerous(f"{what}-default-changed", self.mutation, path, detail, at)

    def _inside(
        self, path: str, before: GraphQLNamedType, after: GraphQLNamedType
    ) -> Iterator[ContractChange]:
        if before.name in self.seen:
            return
        self.seen.add(before.name)
        inferred = before.name in self.first.inferred
        if self.first.knows(before) and self.second.knows(after):
            for change in kind_changes(self.mutation, path, before, after):
                yield change.of(inferred=inferred)
        if isinstance(before, GraphQLInputObjectType) and isinstance(after, GraphQLInputObjectType):
            yield from self._one_of(path, before, after, inferred)
            places = (f"{before.name}.{{}}", f"{after.name}.{{}}")
            yield from self.compare(
                "input-field", f"{path}.", places, before.fields, after.fields, inferred=inferred
            )
        elif isinstance(before, GraphQLEnumType) and isinstance(after, GraphQLEnumType):
            for change in self._values(path, before, after):
                yield change.of(inferred=inferred)

    def _one_of(
        self, path: str, before: GraphQLInputObjectType, after: GraphQLInputObjectType, inferred: bool
    ) -> Iterator[ContractChange]:
        if after.is_one_of and not before.is_one_of:
            detail = f"{after.name} takes exactly one of its fields now."
            change = ContractChange.breaking("input-one-of", self.mutation, path, detail, before.name)
            yield change.of(inferred=inferred)
        elif before.is_one_of and not after.is_one_of:
            detail = f"{after.name} takes any of its fields now."
            yield ContractChange.safe("input-one-of", self.mutation, path, detail, before.name)

    def _values(self, path: str, before: GraphQLEnumType, after: GraphQLEnumType) -> Iterator[ContractChange]:
        for value, was in before.values.items():
            at = f"{before.name}.{value}"
            if value in after.values:
                kind = "enum-value-deprecation"
                yield from deprecation_changes(kind, self.mutation, path, at, was, after.values[value])
            else:
                detail = f"{before.name} has no value {value} any more."
                yield ContractChange.breaking("enum-value-missing", self.mutation, path, detail, at)
        for value in after.values:
            if value not in before.values:
                detail = f"{after.name} has the new value {value}."
                yield ContractChange.safe(
                    "enum-value-added", self.mutation, path, detail, f"{after.name}.{value}"
                )


def _default_text(given: Given) -> str | None:
    default = get_default_value_ast(given)
    return None if default is None else print_ast(default)


def _required(given: Given) -> bool:
    return (
        is_required_argument(given) if isinstance(given, GraphQLArgument) else is_required_input_field(given)
    )


def accepts(now: GraphQLInputType, given: GraphQLInputType) -> bool:
    """Whether a place of type `now` takes every value of a variable of type `given`.

    A default does not make null acceptable where the type is non-null.

    Source: GraphQL specification, September 2025, sections 5.8.5 All Variable Usages Are Allowed and 6.4.1 Coercing
    Field Arguments.
    """
    if isinstance(now, GraphQLNonNull):
        return isinstance(given, GraphQLNonNull) and accepts(now.of_type, given.of_type)
    if isinstance(given, GraphQLNonNull):
        return accepts(now, given.of_type)
    if isinstance(now, GraphQLList):
        return isinstance(given, GraphQLList) and accepts(now.of_type, given.of_type)
    return not isinstance(given, GraphQLList) and get_named_type(now).name == get_named_type(given).name
