"""Makes the input of a case smaller as long as it still shows what it showed, and says what is left."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_nullable_type,
    is_required_input_field,
    parse_type,
    type_from_ast,
)

from kraken_conformance.model.case import Case
from kraken_conformance.model.json_path import Path

MOST_NAMED: Final = 3
"""At most this many of the values that are left are named."""

LONGEST: Final = 40
"""Characters of a value that are shown."""


def reducible(case: Case) -> bool:
    """Whether a case has an input of its own that may be made smaller."""
    plain = case.raw is None and not case.before and not case.takes
    return plain and not case.is_its_input and case.operation is not None and bool(case.variables)


def reduced(
    variables: Mapping[str, Any],
    types: Mapping[str, str],
    schema: GraphQLSchema,
    simplest: Mapping[str, Any],
    shows: Callable[[Mapping[str, Any]], bool],
) -> Mapping[str, Any]:
    """Return the smallest variables found that `shows` accepts, the ones given where there are none.

    `types` are the types of the variables as written in the document. What is required stays; the rest is left out
    where that changes nothing, lists lose items, and other values become those of `simplest` at the same place.
    """
    found = variables
    changed = True
    while changed:
        changed = False
        for candidate in _smaller(found, types, schema, simplest):
            if weight(candidate, simplest) < weight(found, simplest) and shows(candidate):
                found, changed = candidate, True
                break
    return found


def difference(variables: Any, simplest: Any) -> str:
    """Return in words what variables have beyond the simplest ones."""
    found = [
        f"{'.'.join(map(str, path))}: {_short(value)}" for path, value in _beyond(variables, simplest, ())
    ]
    if not found:
        return "the simplest input"
    further = f", and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return "; ".join(found[:MOST_NAMED]) + further


def _smaller(
    variables: Mapping[str, Any], types: Mapping[str, str], schema: GraphQLSchema, simplest: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    for name, value in variables.items():
        type_ = type_from_ast(schema, parse_type(types[name])) if name in types else None
        if type_ is None:
            continue
        if not isinstance(type_, GraphQLNonNull):
            yield {other: part for other, part in variables.items() if other != name}
        for smaller in _less(value, type_, simplest.get(name)):
            yield {**variables, name: smaller}


def _less(value: Any, type_: Any, simplest: Any) -> Iterator[Any]:
    """Yield values that are smaller by one step, the smallest ones first."""
    bare = get_nullable_type(type_)
    if simplest is not None and value != simplest:
        yield simplest
    if isinstance(value, dict) and isinstance(bare, GraphQLInputObjectType):
        known = simplest if isinstance(simplest, Mapping) else {}
        for name, part in value.items():
            field = bare.fields.get(name)
            if field is None:
                continue
            if not is_required_input_field(field):
                yield {other: inner for other, inner in value.items() if other != name}
            for smaller in _less(part, field.type, known.get(name)):
                yield {**value, name: smaller}
    elif isinstance(value, list) and isinstance(bare, GraphQLList):
        if value:
            yield value[: len(value) // 2]
            yield value[1:]
        for index, item in enumerate(value):
            for smaller in _less(item, bare.of_type, None):
                yield [*value[:index], smaller, *value[index + 1 :]]
    elif isinstance(value, str) and len(value) > 1:
        yield value[: len(value) // 2]


def _beyond(value: Any, simplest: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping) and value and (isinstance(simplest, Mapping) or simplest in (..., None)):
        known = simplest if isinstance(simplest, Mapping) else {}
        for name, part in value.items():
            yield from _beyond(part, known.get(name, ...), (*path, name))
    elif value != simplest:
        yield path, value


def weight(variables: Any, simplest: Any) -> tuple[int, int, int]:
    """Return how much variables have beyond the simplest ones: values, all values, and the length as JSON."""
    beyond = sum(1 + _values(value) for _, value in _beyond(variables, simplest, ()))
    return beyond, _values(variables), len(json.dumps(variables, default=str))


def _values(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + sum(map(_values, value.values()))
    if isinstance(value, list):
        return 1 + sum(map(_values, value))
    return 1


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
