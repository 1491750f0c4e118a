"""What is known of each scalar: valid values, the ones that servers stumble over, and what is none."""

from collections.abc import Callable, Container, Mapping
from datetime import date
from itertools import islice
from random import Random
from types import MappingProxyType
from typing import Any

from graphql import GraphQLEnumType
from hypothesis import strategies as st

from kraken_conformance.strategies.types.plausible import TEXTS
from kraken_conformance.strategies.types.text import TEXT_EDGES, texts
from kraken_conformance.strategies.types.times import MALFORMED, date_leaf, moment_leaf, time_leaf
from kraken_conformance.strategies.values import Edge, Leaf, WrongValue

GREATEST_INT = 2**31 - 1
LEAST_INT = -(2**31)
GREATEST_SAFE_INTEGER = 2**53 - 1
"""The greatest integer that every JSON reader keeps exact (RFC 8259, section 6)."""

WRONG_SCALAR = "wrong-scalar"

_PLAIN_INTS = (1, 0, 2, 3, 5, 10, 12, 24, 100, 365, 1000, 2500, 12345, 99999, -1, GREATEST_INT, LEAST_INT)
_PLAIN_FLOATS = (1.0, 0.0, 0.5, 1.5, 2.0, 0.1, 12.34, 100.0, -0.5, -1.0, 1e6, 1e15, 1e-7, 0)
_PLAIN_IDS = (
    "1",
    "2",
    "42",
    "007",
    "12345",
    "RGV2aWNlOjE=",
    "a",
    "A-00000001",
    "00000000-0000-4000-8000-000000000001",
)
_DECIMALS = ("1.00", "0", "0.5", "12.34", "-1.5", "100", "99999999.99", "0.0001", "7", "21.5")
_JSON_TEXTS = (
    "{}", "[]", "null", "0", '"text"', '{"key": "value"}', '{"a": {"b": [1, 2.5, null, true]}}',
    "[[], {}]", '{"clé": "été 😀"}', '{"": ""}', '{"a": "\\u0041\\n\\"\\\\"}', " {} ", "true", "-1.5e3",
)  # fmt: skip
_JSON_VALUES: tuple[Any, ...] = (
    {}, {"key": "value"}, {"a": {"b": [1, 2.5, None, True]}}, [], ["a", 1, None], "text", "", 0, -1,
    1.5, True, False, {"clé": "été 😀"}, [[], {}], {"": None},
)  # fmt: skip


def numbers_up_to(greatest: int, count: int = 64) -> tuple[int, ...]:
    """Return the number 1, then others up to `greatest` of every size, always the same ones."""
    source = Random(count)
    sizes = (greatest.bit_length() * size // count + 1 for size in range(count))
    others = (source.getrandbits(size) for size in sizes)
    return (1, *(number for number in others if 1 < number <= greatest))


def _wrong(label: str, value: Any) -> WrongValue:
    return WrongValue(WRONG_SCALAR, label, value)


STRING_FAULTS = (
    _wrong("a number for text", 12),
    _wrong("a fraction for text", 1.5),
    _wrong("true for text", True),
    _wrong("an object for text", {}),
    _wrong("a list for text", ["a"]),
)


def strings() -> Leaf:
    """Return what is known of `String`."""
    return Leaf(TEXTS, TEXT_EDGES, STRING_FAULTS, texts())


def _ints() -> Leaf:
    return Leaf(_PLAIN_INTS, INT_EDGES, INT_FAULTS, st.integers(LEAST_INT, GREATEST_INT))


INT_EDGES = tuple(Edge(f"{number}", number) for number in (0, 1, -1, GREATEST_INT, LEAST_INT))
INT_FAULTS = (
    _wrong("text for an integer", "12"),
    _wrong("a fraction for an integer", 1.5),
    _wrong("true for an integer", True),
    _wrong("an object for an integer", {}),
    WrongValue("int-out-of-range", "one more than 32 bits hold", GREATEST_INT + 1),
    WrongValue("int-out-of-range", "one less than 32 bits hold", LEAST_INT - 1),
)


def _floats() -> Leaf:
    finite = st.floats(-1e15, 1e15, allow_nan=False, allow_infinity=False, allow_subnormal=False)
    edges = tuple(Edge(f"{number}", number) for number in (0.0, -0.5, 1e15, 0.1, 1))
    faults = (
        _wrong("text for a number", "1.5"),
        _wrong("true for a number", True),
        _wrong("an object for a number", {}),
    )
    return Leaf(_PLAIN_FLOATS, edges, faults, finite)


def _booleans() -> Leaf:
    faults = (
        _wrong("text for true or false", "true"),
        _wrong("a number for true or false", 1),
        _wrong("an object for true or false", {}),
    )
    return Leaf((False, True), (Edge("true", True), Edge("false", False)), faults)


ID_EDGES = (
    Edge("numeric text", "12345"),
    Edge("leading zero", "007"),
    Edge("300 characters", "a" * 300),
    Edge("empty text", ""),
    Edge("an integer", 42),
    Edge("accented text", "Éà çœûï ÿ"),
    Edge("path-like text", "../1"),
)
ID_FAULTS = (
    _wrong("a fraction for an id", 1.5),
    _wrong("true for an id", True),
    _wrong("an object for an id", {}),
)


def _ids() -> Leaf:
    return Leaf((*_PLAIN_IDS, *TEXTS), ID_EDGES, ID_FAULTS)


def _non_empty_ids() -> Leaf:
    # Text only: a scalar of the target's own need not take integers as ID does.
    edges = tuple(edge for edge in ID_EDGES if isinstance(edge.value, str) and edge.value)
    faults = (WrongValue(MALFORMED, "empty text", ""),)
    # Blank text is empty to some servers.
    texts = (text for text in TEXTS if text.strip() and text.isprintable())
    return Leaf((*_PLAIN_IDS, *texts), edges, faults, rigid=False)


def decimal_text(hundredths: int) -> str:
    """Return a plain decimal with two places, without exponent."""
    sign = "-" if hundredths < 0 else ""
    whole, part = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{part:02}"


def _decimals() -> Leaf:
    labels = (
        ("0", "0"),
        ("-0.5", "-0.5"),
        ("many digits", "99999999.99"),
        ("small fraction", "0.0001"),
        ("whole", "7"),
    )
    faults = tuple(
        WrongValue(MALFORMED, label, value)
        for label, value in (
            ("text that is no number", "not-a-number"),
            ("two points", "1.2.3"),
            ("empty text", ""),
            ("an object", {}),
        )
    )
    table = (*_DECIMALS, *map(decimal_text, numbers_up_to(10**9)), *map(decimal_text, numbers_up_to(10**4)))
    return Leaf(table, tuple(Edge(*pair) for pair in labels), faults)


def uuid_text(number: int) -> str:
    """Return the UUID of version 4 with these 122 bits."""
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


SIMPLEST_UUID = uuid_text(1)
UUIDS = tuple(map(uuid_text, numbers_up_to(2**128 - 1)))
UUID_EDGES = (
    Edge("all ones", "ffffffff-ffff-4fff-bfff-ffffffffffff"),
    Edge("version 1", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
)


def _uuids() -> Leaf:
    faults = (
        WrongValue(MALFORMED, "text that is no UUID", "not-a-uuid"),
        WrongValue(MALFORMED, "a UUID cut short", SIMPLEST_UUID[:-1]),
        WrongValue(MALFORMED, "a digit that is not hexadecimal", SIMPLEST_UUID[:-1] + "g"),
        WrongValue(MALFORMED, "empty text", ""),
    )
    return Leaf(UUIDS, UUID_EDGES, faults)


def _json_texts() -> Leaf:
    edges = (
        Edge("JSON of an empty object", "{}"),
        Edge("JSON of an empty list", "[]"),
        Edge("JSON of null", "null"),
        Edge("JSON of a text", '"text"'),
        Edge("JSON of a number", "0"),
        Edge("JSON of an object within an object", _JSON_TEXTS[6]),
        Edge("JSON of text outside the basic plane", '{"clé": "été 😀"}'),
    )
    faults = (
        WrongValue(MALFORMED, "text that is no JSON", "not JSON"),
        WrongValue(MALFORMED, "JSON cut short", '{"key": '),
        WrongValue(MALFORMED, "empty text", ""),
    )
    return Leaf(_JSON_TEXTS, edges, faults, rigid=False)


def json_values() -> Leaf:
    """Return what is known of a scalar that takes any JSON: everything is valid, an empty object the simplest."""
    edges = (
        Edge("empty object", {}),
        Edge("object", {"key": "value"}),
        Edge("nested object", {"a": {"b": [1, 2.5, None, True]}}),
        Edge("empty list", []),
        Edge("list", ["a", 1, None]),
        Edge("text", "text"),
        Edge("number", 1.5),
        Edge("true", True),
    )
    return Leaf(_JSON_VALUES, edges, rigid=False)


def _big_integers() -> Leaf:
    numbers = (0, -1, GREATEST_INT + 1, LEAST_INT - 1, GREATEST_SAFE_INTEGER)
    faults = (
        WrongValue(MALFORMED, "text that is no integer", "12x"),
        WrongValue(MALFORMED, "an object", {}),
    )
    table = (*_PLAIN_INTS, *numbers, *numbers_up_to(GREATEST_SAFE_INTEGER))
    return Leaf(table, tuple(Edge(f"{number}", number) for number in numbers), faults)


SCALARS: Mapping[str, Callable[[date], Leaf]] = MappingProxyType(
    {
        "String": lambda today: strings(),
        "Int": lambda today: _ints(),
        "Float": lambda today: _floats(),
        "Boolean": lambda today: _booleans(),
        "ID": lambda today: _ids(),
        "NonEmptyID": lambda today: _non_empty_ids(),
        "Date": date_leaf,
        "DateTime": moment_leaf,
        "Time": lambda today: time_leaf(),
        "Decimal": lambda today: _decimals(),
        "UUID": lambda today: _uuids(),
        "BigInt": lambda today: _big_integers(),
        "JSONString": lambda today: _json_texts(),
        "JSON": lambda today: json_values(),
        "GenericScalar": lambda today: json_values(),
    }
)
"""The scalars whose form is known, by name, and what is known of them on a given day."""


def unknown_scalar() -> Leaf:
    """Return the facts of an unknown scalar: text is the best guess, and no value is wrong."""
    return Leaf(("a", "1", "text", *filter(None, TEXTS)), rigid=False)


def opaque_object() -> Leaf:
    """Return the facts of what seems to be an input object: its fields are not known, and its kind is inferred.

    So no value is wrong for certain: a server may well have a scalar there.
    """
    return Leaf(({},), rigid=False)


MOST_ENUM_VALUES = 500
"""Values of an enum that are sent, several times what a contract has: a target's own schema may have any number."""


def enum_leaf(enum: GraphQLEnumType) -> Leaf:
    """Return what is known of an enum: its values are edges, and the first is the simplest."""
    names = tuple(islice(enum.values, MOST_ENUM_VALUES))
    unknown = [
        ("a value that the enum does not have", _other_than(enum.values, "NO_SUCH_VALUE")),
        ("empty text", ""),
    ]
    changed = next((name.swapcase() for name in names if name.swapcase() not in enum.values), None)
    if changed is not None:
        unknown.append(("a value in the wrong case", changed))
    kinds: tuple[tuple[str, Any], ...] = (
        ("a number", 1),
        ("true", True),
        ("an object", {}),
        ("a list", [names[0]]),
    )
    faults = (
        *(WrongValue("unknown-enum-value", label, value) for label, value in unknown),
        *(WrongValue("wrong-kind", f"{label} for an enum value", value) for label, value in kinds),
    )
    return Leaf(names, tuple(Edge(name, name) for name in names), faults)


def _other_than(names: Container[str], name: str) -> str:
    while name in names:
        name += "_"
    return name
