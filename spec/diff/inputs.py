"""Compares what mutations take: arguments, input fields, enum values."""

from __future__ import annotations

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
from kraken_conformance.spec.diff.side import Side

Given = GraphQLArgument | GraphQLInputField


def argument_changes(
    mutation: str,
    before: Mapping[str, GraphQLArgument],
    after: Mapping[str, GraphQLArgument],
    first: Side,
    second: Side,
) -> Iterator[ContractChange]:
    """Yield what changes in the arguments of a mutation, and in all that they hold."""
    yield from _Inputs(mutation, first, second).compare("argument", "", before, after, inferred=False)


def field_argument_changes(
    mutation: str, path: str, before: GraphQLField, after: GraphQLField, first: Side, second: Side
) -> Iterator[ContractChange]:
    """Yield what changes in the arguments of a returned field, and in all that they hold.

    Where the first side has none, the documents may be silent on them: only what is required now counts.
    """
    changes = _Inputs(mutation, first, second).compare(
        "field-argument", f"{path}.", before.args, after.args, inferred=False
    )
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
        before: Mapping[str, Given],
        after: Mapping[str, Given],
        *,
        inferred: bool,
    ) -> Iterator[ContractChange]:
        """Yield the changes of the arguments of a mutation, or of the fields of an input type."""
        for name, given in before.items():
            path = f"{within}{name}"
            if name not in after:
                missing = ContractChange.breaking(f"{what}-missing", self.mutation, path, f"{path} is gone.")
                yield missing.of(inferred=inferred)
                continue
            yield from self._type(what, path, given, after[name], inferred)
            for change in self._default(what, path, given, after[name]):
                yield change.of(inferred=inferred)
            if after[name].deprecation_reason is not None and given.deprecation_reason is None:
                detail = f"{path} is deprecated now."
                yield ContractChange.dangerous(f"{what}-deprecation", self.mutation, path, detail)
            yield from self._inside(path, get_named_type(given.type), get_named_type(after[name].type))
        for name, given in after.items():
            if name in before:
                continue
            path = f"{within}{name}"
            if _required(given):
                detail = f"{path} is new and must be given."
                yield ContractChange.breaking(f"{what}-required-added", self.mutation, path, detail).of(
                    inferred=inferred
                )
            else:
                yield ContractChange.safe(
                    f"{what}-added", self.mutation, path, f"{path} is new and may be given."
                )

    def _type(
        self, what: str, path: str, before: Given, after: Given, inferred: bool
    ) -> Iterator[ContractChange]:
        if str(before.type) == str(after.type):
            return
        detail = f"{path} was {before.type} and is {after.type}."
        optional_now = not _required(after)
        accepted = _accepts(after.type, before.type, optional_now)
        make = ContractChange.safe if accepted else ContractChange.breaking
        yield make(f"{what}-type", self.mutation, path, detail).of(inferred=inferred)

    def _default(self, what: str, path: str, before: Given, after: Given) -> Iterator[ContractChange]:
        """Yield what becomes of a default: a client that leaves the value out relies on it."""
        was, now = _default_text(before), _default_text(after)
        if was is None or was == now:
            return
        if now is None:
            detail = f"{path} had the default {was} and has none."
            yield ContractChange.breaking(f"{what}-default-removed", self.mutation, path, detail)
        else:
            detail = f"{path} had the default {was} and has {now}."
            yield ContractChange.dangerous(f"{what}-default-changed", self.mutation, path, detail)

    def _inside(
        self, path: str, before: GraphQLNamedType, after: GraphQLNamedType
    ) -> Iterator[ContractChange]:
        if before.name in self.seen:
            return
        self.seen.add(before.name)
        inferred = before.name in self.first.inferred
        if isinstance(before, GraphQLInputObjectType) and isinstance(after, GraphQLInputObjectType):
            if after.is_one_of and not before.is_one_of:
                detail = f"{after.name} takes exactly one of its fields now."
                change = ContractChange.breaking("input-one-of", self.mutation, path, detail)
                yield change.of(inferred=inferred)
            yield from self.compare("input-field", f"{path}.", before.fields, after.fields, inferred=inferred)
        elif isinstance(before, GraphQLEnumType) and isinstance(after, GraphQLEnumType):
            yield from self._values(path, before, after, inferred)

    def _values(
        self, path: str, before: GraphQLEnumType, after: GraphQLEnumType, inferred: bool
    ) -> Iterator[ContractChange]:
        for value in before.values:
            if value not in after.values:
                detail = f"{before.name} has no value {value} any more."
                yield ContractChange.breaking("enum-value-missing", self.mutation, path, detail).of(
                    inferred=inferred
                )
        for value in after.values:
            if value not in before.values:
                yield ContractChange.safe(
                    "enum-value-added", self.mutation, path, f"{after.name} has the new value {value}."
                )


def _default_text(given: Given) -> str | None:
    default = get_default_value_ast(given)
    return None if default is None else print_ast(default)


def _required(given: Given) -> bool:
    return (
        is_required_argument(given) if isinstance(given, GraphQLArgument) else is_required_input_field(given)
    )


def _accepts(now: GraphQLInputType, given: GraphQLInputType, optional: bool = False) -> bool:
    """Whether a place of type `now` takes a variable of type `given`; `optional` if it has a default."""
    if isinstance(now, GraphQLNonNull):
        if isinstance(given, GraphQLNonNull):
            return _accepts(now.of_type, given.of_type)
        return optional and _accepts(now.of_type, given)
    if isinstance(given, GraphQLNonNull):
        return _accepts(now, given.of_type)
    if isinstance(now, GraphQLList):
        return isinstance(given, GraphQLList) and _accepts(now.of_type, given.of_type)
    return not isinstance(given, GraphQLList) and get_named_type(now).name == get_named_type(given).name
