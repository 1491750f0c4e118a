"""Compares what mutations return: payload types, fields, union members, nested types."""

from collections.abc import Callable, Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    get_named_type,
)

from kraken_conformance.spec.diff.change import ContractChange
from kraken_conformance.spec.diff.inputs import field_argument_changes
from kraken_conformance.spec.diff.kinds import deprecation_changes, kind_changes
from kraken_conformance.spec.diff.side import Side, SideField, SideMutation

Composite = GraphQLObjectType | GraphQLInterfaceType
COMPOSITE = (GraphQLObjectType, GraphQLInterfaceType)

_FAMILIES = {
    "String": "text",
    "ID": "text",
    "NonEmptyID": "text",
    "Int": "integer",
    "BigInt": "long integer",
    "Float": "number",
    "Boolean": "boolean",
    "Date": "date",
    "DateTime": "date-time",
    "Time": "time",
    "UUID": "uuid",
    "JSON": "JSON",
    "JSONString": "JSON",
    "GenericScalar": "JSON",
}
"""What the values of a scalar look like. No client can distinguish scalars of one family."""

_BECOMES_SAFELY = {("number", "integer"), ("number", "long integer"), ("long integer", "integer")}
_NUMBERS = ("integer", "long integer", "number", "boolean")
"""What a client takes for a number or a truth value; a custom scalar may be anything."""

_BECOMES_DANGEROUSLY = {("integer", "long integer"), ("long integer", "number")}
_BECOMES_TEXT = ("date", "date-time", "time", "uuid", "enum value")


class OutputComparison:
    """A comparison of outputs. Two nested types are compared once, at the first place that reaches them."""

    def __init__(self, first: Side, second: Side) -> None:
        self.first = first
        self.second = second
        self.seen: set[tuple[str, str]] = set()

    def changes(self, name: str, before: SideMutation, after: SideMutation) -> Iterator[ContractChange]:
        """Yield what changes in what a mutation returns."""
        yield from self._return_type(name, before, after)
        old, new = get_named_type(before.field.type), get_named_type(after.field.type)
        if before.members:
            yield from self._members(name, "", before.members, old, new)
        elif not _composite(old, new):
            yield from self._nested(name, "", old, new)
        if (old.name, new.name) not in self.seen:
            self.seen.add((old.name, new.name))
            yield from self._interfaces(name, "", old, new)
            yield from self._implementers(name, "", old, new)
        for field, documented in before.fields.items():
            at = f"{old.name}.{field}"
            if field in after.fields:
                yield from self._field(name, field, at, documented, after.fields[field])
                yield from self._further(name, field, old, new, field)
            else:
                yield ContractChange.breaking("field-missing", name, field, f"{field} is gone.", at)
        for field in after.fields:
            if field not in before.fields and before.fields:
                yield ContractChange.safe(
                    "field-added", name, field, f"{field} is new.", f"{new.name}.{field}"
                )

    def _return_type(self, name: str, before: SideMutation, after: SideMutation) -> Iterator[ContractChange]:
        if before.returns is None or after.returns is None:
            return
        if _loosened(before.returns, after.returns):
            detail = f"{name} returned {before.returns} and returns {after.returns}."
            at = self.first.of_mutation(name)
            yield ContractChange.breaking("return-type", name, "", detail, at)

    def _field(
        self, name: str, path: str, at: str, before: SideField, after: SideField
    ) -> Iterator[ContractChange]:
        old, new = get_named_type(before.type), get_named_type(after.type)
        detail = f"{path} was {before.documented or before.type} and is {after.documented or after.type}."
        if old.name == new.name and not self.first.knows(old):
            return
        if self.first.kind(old) != self.second.kind(new):
            yield ContractChange.breaking("field-type", name, path, detail, at)
            return
        if before.members:
            self.seen.add((old.name, new.name))
            yield from self._members(name, path, before.members, old, new)
        if before.documented is not None and after.documented is not None:
            exact = before.exact and after.exact
            yield from self._told_type(name, path, at, before, after, exact, detail)
        yield from self._nested(name, path, old, new)

    def _told_type(
        self, name: str, path: str, at: str, before: SideField, after: SideField, exact: bool, detail: str
    ) -> Iterator[ContractChange]:
        old, new = get_named_type(before.type), get_named_type(after.type)
        if exact and _loosened_nesting(str(before.type), str(after.type)):
            yield ContractChange.breaking("field-type", name, path, detail, at)
        elif old.name == new.name:
            return
        elif self.first.kind(old) == "object":
            # Fragments of a client name the type.
            inferred = old.name in self.first.inferred
            yield ContractChange.breaking("field-type", name, path, detail, at).of(inferred=inferred)
        else:
            make = _leaf_change(_family(old), _family(new))
            if make is not None:
                yield make("field-type", name, path, detail, at)

    def _members(
        self, name: str, path: str, documented: tuple[str, ...], old: GraphQLNamedType, new: GraphQLNamedType
    ) -> Iterator[ContractChange]:
        possible = self.second.possible_types(new)
        if possible is None:
            return
        is_open = new.name in self.second.open
        for member in documented:
            if member not in possible and not is_open:
                detail = f"{member} is no member of {new.name}."
                yield ContractChange.breaking("member-missing", name, path, detail, old.name)
        for member in sorted(possible - set(documented)):
            make = ContractChange.safe if old.name in self.first.open else ContractChange.dangerous
            yield make("member-added", name, path, f"{member} is a member of {new.name} now.", new.name)
        for member in documented:
            old_type, new_type = (
                self.first.schema.type_map.get(member),
                self.second.schema.type_map.get(member),
            )
            if old_type is not None and new_type is not None and (member in possible or is_open):
                yield from self._nested(name, f"{path}.{member}".lstrip("."), old_type, new_type)

    def _nested(
        self, name: str, path: str, old: GraphQLNamedType, new: GraphQLNamedType
    ) -> Iterator[ContractChange]:
        if (old.name, new.name) in self.seen or not (self.first.knows(old) and self.second.knows(new)):
            return
        self.seen.add((old.name, new.name))
        inferred = old.name in self.first.inferred
        for change in self._within(name, path, old, new, inferred):
            yield change.of(inferred=inferred)

    def _within(
        self, name: str, path: str, old: GraphQLNamedType, new: GraphQLNamedType, inferred: bool
    ) -> Iterator[ContractChange]:
        yield from kind_changes(name, path, old, new)
        if isinstance(old, COMPOSITE) and isinstance(new, COMPOSITE):
            yield from self._nested_fields(name, path, old, new, inferred)
            yield from self._interfaces(name, path, old, new)
            yield from self._implementers(name, path, old, new)
        elif isinstance(old, GraphQLUnionType) and isinstance(new, GraphQLUnionType):
            members = tuple(member.name for member in old.types)
            yield from self._members(name, path, members, old, new)
        elif isinstance(old, GraphQLEnumType) and isinstance(new, GraphQLEnumType):
            yield from _value_changes(name, path, old, new)

    def _interfaces(
        self, name: str, path: str, old: GraphQLNamedType, new: GraphQLNamedType
    ) -> Iterator[ContractChange]:
        """Yield the interfaces that a type does not implement any more: fragments on them are not valid there."""
        if not (isinstance(old, COMPOSITE) and isinstance(new, COMPOSITE)):
            return
        before, after = ({one.name for one in type_.interfaces} for type_ in (old, new))
        for interface in sorted(before - after - self.second.open):
            detail = f"{new.name} does not implement {interface} any more."
            yield ContractChange.breaking("interface-missing", name, path, detail, old.name)
        for interface in sorted(after - before - self.first.open):
            if interface in self.first.schema.type_map:
                detail = f"{new.name} implements {interface} now."
                yield ContractChange.dangerous("interface-added", name, path, detail, new.name)

    def _implementers(
        self, name: str, path: str, old: GraphQLNamedType, new: GraphQLNamedType
    ) -> Iterator[ContractChange]:
        """Yield what changes in the types that implement an interface, where both sides list them."""
        if isinstance(old, GraphQLInterfaceType) and isinstance(new, GraphQLInterfaceType):
            known = self.first.possible_types(old)
            if known is not None:
                yield from self._members(name, path, tuple(sorted(known)), old, new)

    def _further(
        self, name: str, path: str, old: GraphQLNamedType, new: GraphQLNamedType, field: str
    ) -> Iterator[ContractChange]:
        """Yield what changes in the arguments of a field, and in its deprecation."""
        if isinstance(old, COMPOSITE) and isinstance(new, COMPOSITE):
            before, after = old.fields[field], new.fields[field]
            places = (f"{old.name}.{field}", f"{new.name}.{field}")
            yield from field_argument_changes(name, path, places, before, after, self.first, self.second)
            yield from deprecation_changes("field-deprecation", name, path, places[0], before, after)

    def _nested_fields(
        self, name: str, path: str, old: Composite, new: Composite, inferred: bool
    ) -> Iterator[ContractChange]:
        for field, promised in old.fields.items():
            place, at = f"{path}.{field}".lstrip("."), f"{old.name}.{field}"
            if field not in new.fields:
                yield ContractChange.breaking("field-missing", name, place, f"{at} is gone.", at)
            else:
                after = _as_told(new.fields[field].type)
                yield from self._field(name, place, at, _as_told(promised.type), after)
                yield from self._further(name, place, old, new, field)
        if new.name in self.second.inferred or inferred:
            return  # an inferred type lists only some of its fields
        for field in new.fields:
            if field not in old.fields:
                at = f"{new.name}.{field}"
                yield ContractChange.safe("field-added", name, f"{path}.{field}", f"{at} is new.", at)


def _composite(old: GraphQLNamedType, new: GraphQLNamedType) -> bool:
    return isinstance(old, COMPOSITE) and isinstance(new, COMPOSITE)


def _as_told(type_: GraphQLOutputType) -> SideField:
    named = get_named_type(type_)
    members = tuple(member.name for member in named.types) if isinstance(named, GraphQLUnionType) else ()
    return SideField(type_, str(type_), True, members)


def _leaf_change(before: str, after: str) -> Callable[..., ContractChange] | None:
    """Return what makes the change of a leaf of one family to another, None where no client notices."""
    if before == after:
        return None
    if (before, after) in _BECOMES_SAFELY:
        return ContractChange.safe
    if (before, after) in _BECOMES_DANGEROUSLY:
        return ContractChange.dangerous
    if after == "unknown" and before in _NUMBERS:
        return ContractChange.breaking
    if "unknown" in (before, after) or (before == "text" and after in _BECOMES_TEXT):
        return ContractChange.dangerous
    return ContractChange.breaking


def _family(type_: GraphQLNamedType) -> str:
    if isinstance(type_, GraphQLEnumType):
        return "enum value"
    return _FAMILIES.get(type_.name, "unknown")


def _value_changes(
    name: str, path: str, old: GraphQLEnumType, new: GraphQLEnumType
) -> Iterator[ContractChange]:
    for value, was in old.values.items():
        at = f"{old.name}.{value}"
        if value in new.values:
            yield from deprecation_changes("enum-value-deprecation", name, path, at, was, new.values[value])
        else:
            detail = f"{old.name} has no value {value} any more."
            yield ContractChange.safe("enum-value-missing", name, path, detail, at)
    for value in new.values:
        if value not in old.values:
            detail = f"{new.name} has the new value {value}."
            at = f"{new.name}.{value}"
            yield ContractChange.dangerous("enum-value-added", name, path, detail, at)


def _loosened(before: str, after: str) -> bool:
    """Whether a type has another name or nesting, or may be null where it might not be."""
    return before.strip("[]!") != after.strip("[]!") or _loosened_nesting(before, after)


def _loosened_nesting(before: str, after: str) -> bool:
    """Whether lists are nested otherwise, or a null may come where none could."""
    if before.endswith("!") and not after.endswith("!"):
        return True
    before, after = before.removesuffix("!"), after.removesuffix("!")
    if before.startswith("[") != after.startswith("["):
        return True
    return before.startswith("[") and _loosened_nesting(before[1:-1], after[1:-1])
