"""Hypothesis strategies for schemas: small, with every kind of type, names that collide, wrappers in wrappers."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

NAMES = st.sampled_from(["a", "b", "id", "input", "_x", "None", "class", "A1", "on", "true_"])
SCALARS = ("Int", "String", "ID", "Float", "Boolean", "Date")


@st.composite
def schemas(draw: DrawFn) -> str:
    """Return a strategy for the SDL of a schema; it shrinks to one mutation that takes nothing and returns an Int."""
    enums = draw(st.dictionaries(NAMES.map(lambda n: f"E_{n}"), st.sets(NAMES, min_size=1), max_size=2))
    inputs = draw(st.sets(NAMES.map(lambda n: f"I_{n}"), max_size=3))
    objects = draw(st.sets(NAMES.map(lambda n: f"O_{n}"), max_size=3))
    leaves = [*SCALARS, *sorted(enums)]
    given, returned = list(leaves), [*leaves, *sorted(objects)]
    interface = draw(st.booleans()) and bool(objects)
    if interface:
        returned.append("Faced")
    union = draw(st.booleans()) and bool(objects)
    if union:
        returned.append("Either")
    parts = [
        'scalar Date @specifiedBy(url: "https://example.org/date")',
        *(f"enum {name} {{ {' '.join(sorted(values))} }}" for name, values in enums.items()),
    ]
    for name in sorted(inputs):
        one_of = draw(st.booleans())
        fields = draw(_fields(given, nullable=one_of, arguments=None))
        parts.append(f"input {name}{' @oneOf' if one_of else ''} {{ {fields} }}")
        given.append(name)  # later ones may hold it; a cycle of required fields has no value
    for name in sorted(objects):
        head = " implements Faced { face: Int " if interface else " { "
        parts.append(f"type {name}{head}{draw(_fields(returned, nullable=False, arguments=given))} }}")
    if interface:
        parts.append("interface Faced { face: Int }")
    if union:
        parts.append(f"union Either = {' | '.join(sorted(objects))}")
    mutations = draw(_fields(returned, nullable=False, arguments=given))
    parts.append(f"type Mutation {{ {mutations} }}\ntype Query {{ ok: Boolean }}")
    return "\n".join(parts) + "\n"


def _fields(types: list[str], *, nullable: bool, arguments: list[str] | None) -> SearchStrategy[str]:
    made = st.tuples(
        st.none() if arguments is None else _arguments(arguments),
        _types(types, nullable=nullable),
        st.sampled_from(["", "", " @deprecated"]) if nullable or arguments is not None else st.just(""),
    )
    return st.dictionaries(NAMES, made, min_size=1, max_size=4).map(
        lambda found: " ".join(f"{name}{one[0] or ''}: {one[1]}{one[2]}" for name, one in found.items())
    )


def _arguments(types: list[str]) -> SearchStrategy[str]:
    made = st.dictionaries(NAMES, _types(types, nullable=False), max_size=2)
    return made.map(
        lambda found: f"({', '.join(f'{name}: {type_}' for name, type_ in found.items())})" if found else ""
    )


def _types(types: list[str], *, nullable: bool) -> SearchStrategy[str]:
    named = st.sampled_from(types)
    wrapped = st.recursive(
        named, lambda inner: st.one_of(inner.map("[{}]".format), _required(inner)), max_leaves=3
    )
    return wrapped.map(lambda text: text.rstrip("!") if nullable else text)


def _required(types: SearchStrategy[str]) -> SearchStrategy[str]:
    return types.map(lambda text: f"{text.rstrip('!')}!")
