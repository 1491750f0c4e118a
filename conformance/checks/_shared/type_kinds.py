"""Which types of a target's schema look in JSON like the documented samples."""

from dataclasses import dataclass
from types import MappingProxyType

from graphql import (
    GraphQLNamedType,
    GraphQLOutputType,
    ListTypeNode,
    NonNullTypeNode,
    TypeNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_enum_type,
    is_list_type,
    parse_type,
)

from kraken_conformance.checks._shared.schema_words import innermost
from kraken_conformance.spec import Contract, Level, ReturnField

TEXTS = frozenset({"String", "ID"})
NUMBERS = frozenset({"Int", "Float", "Boolean"})
DATED = frozenset({"Date", "DateTime", "Time", "UUID"})
"""Custom scalars whose name says what their text looks like."""

CONTRADICTS = MappingProxyType(
    {
        "String": NUMBERS,
        "ID": NUMBERS,
        "Int": TEXTS | DATED | {"Float", "Boolean"},
        "Float": TEXTS | DATED | {"Int", "Boolean"},
        "Boolean": TEXTS | DATED | {"Int", "Float"},
        "Date": NUMBERS | DATED - {"Date"},
        "DateTime": NUMBERS | DATED - {"DateTime"},
        "UUID": NUMBERS | DATED - {"UUID"},
        "JSON": NUMBERS | DATED,
    }
)
"""By documented type, the scalars that cannot have the documented sample. Other custom scalars may."""

WORDS = MappingProxyType(
    {
        "String": "text",
        "ID": "text",
        "Int": "an integer",
        "Float": "a number with a fraction",
        "Boolean": "true or false",
        "Date": "a date",
        "DateTime": "a date and time",
        "UUID": "a UUID",
        "JSON": "any JSON",
    }
)


@dataclass(frozen=True, slots=True)
class Misfit:
    """What the documents show where a target's schema has something else."""

    expected: str
    level: Level | None = None


def shows_kind(contract: Contract, documented: ReturnField) -> bool:
    """Whether the documents show what kind of value a field has."""
    named = get_named_type(documented.type)
    return named.name not in contract.opaque_types and (
        documented.documented_type is not None or is_enum_type(named)
    )


def misfit(contract: Contract, documented: ReturnField, own: GraphQLOutputType) -> Misfit | None:
    """Return what is wrong with the type of a field in the target's schema, None where nothing is.

    An undocumented type may be anything in the target. Where the documents show one object
    and the contract infers a list, either may stand.
    """
    shown, named = documented.documented_type, get_named_type(own)
    if get_named_type(documented.type).name in contract.opaque_types:
        return None
    if shown is None:
        return _unnamed(documented, named)
    node = parse_type(shown, no_location=True)
    nesting_known = shown != "JSON" and (_depth_of(documented.type) == _depth_shown(node))
    if nesting_known and _depth_of(own) != _depth_shown(node):
        return Misfit(f"{_words(innermost(node))}, {'a list' if _depth_shown(node) else 'not a list'}")
    if innermost(node) in WORDS:
        return _leaf(innermost(node), named)
    leaf = contract.leaf_type(innermost(node))
    return _object(named) if leaf is None else _named_leaf(leaf, named)


def _unnamed(documented: ReturnField, own: GraphQLNamedType) -> Misfit | None:
    """Judge a field of which the documents show only a value: an enum value, or anything at all."""
    if not is_enum_type(get_named_type(documented.type)):
        return None
    return _enum(own)


def _leaf(shown: str, own: GraphQLNamedType) -> Misfit | None:
    if is_composite_type(own) or own.name in CONTRADICTS[shown]:
        return Misfit(_words(shown))
    if is_enum_type(own):
        return Misfit(_words(shown), Level.SHOULD if shown in TEXTS else None)
    return None


def _named_leaf(documented: GraphQLNamedType, own: GraphQLNamedType) -> Misfit | None:
    """Judge a field of which the documents name the enum or the custom scalar."""
    if is_enum_type(documented):
        return _enum(own)
    return Misfit(f"a scalar, {documented.name}") if is_composite_type(own) else None


def _enum(own: GraphQLNamedType) -> Misfit | None:
    if is_composite_type(own) or own.name in NUMBERS | DATED:
        return Misfit("an enum value")
    return Misfit("an enum value", Level.SHOULD) if own.name in TEXTS else None


def _object(own: GraphQLNamedType) -> Misfit | None:
    return None if is_composite_type(own) else Misfit("an object")


def _words(shown: str) -> str:
    return WORDS.get(shown, "an object")


def _depth_shown(node: TypeNode) -> int:
    inner = node.type if isinstance(node, NonNullTypeNode) else node
    return 1 + _depth_shown(inner.type) if isinstance(inner, ListTypeNode) else 0


def _depth_of(type_: GraphQLOutputType) -> int:
    inner = get_nullable_type(type_)
    return 1 + _depth_of(inner.of_type) if is_list_type(inner) else 0
