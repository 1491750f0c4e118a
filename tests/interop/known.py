"""What is truly an engine's own fault: promises of the GraphQL specification that a healthy server on it cannot keep.

Each entry is a requirement, a part of what the finding says was there, and what the specification says. Anything
else that decides is a false alarm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Known(NamedTuple):
    """A fault of an engine. `actual` is a part of what a finding of the requirement says was there."""

    requirement: str
    actual: str
    citation: str


_EMPTY_SELECTION = Known(
    "document.syntax",
    '"__schema": {}',
    "GraphQL 2.5: a selection set holds one selection at least. The parser of graphql-core 3.3.2 takes an empty one.",
)


def _no_default(words: str) -> Known:
    return Known(
        "input.valid-accepted",
        words,
        "GraphQL 6.1.2 and 5.8.5: a variable of a type that is not null may have a default value. It was forbidden "
        "before the edition of June 2018, and is refused.",
    )


_NO_DEFAULT = _no_default("flag")._replace(requirement="document.variable-defaults")

FAULTS: Mapping[str, tuple[Known, ...]] = {
    "ariadne": (_EMPTY_SELECTION,),
    "strawberry": (
        _EMPTY_SELECTION,
        Known(
            "document.unknown-operation",
            '{"data": {"first"',
            "GraphQL 6.1: several operations and no operationName are a request error. The first is executed.",
        ),
        Known(
            "http.json",
            "Unknown operation named",
            "GraphQL over HTTP, Response: a well-formed request is answered with a GraphQL response. A name that no "
            "operation has is answered with plain text.",
        ),
    ),
    # 1.13, the version that Debian 12 has.
    "graphql-ruby": (_NO_DEFAULT, _no_default("can't have a default value")),
    # graph-gophers/graphql-go 1.5.0, the version that Debian 12 has.
    "graphql-go": (
        _NO_DEFAULT,
        _no_default("has invalid value null"),
        Known(
            "error.locations",
            '"line"',
            "GraphQL 7.1.7: locations are positive and in the document. It has 0 and 0 for a variable that is not "
            "declared, and places in the schema for an argument that is missing.",
        ),
        Known(
            "shape.field-present",
            "an object without it: {}",
            "GraphQL 7.1.1: `data` must not be there where the request was refused before execution. It is `{}` "
            "where a variable cannot be coerced.",
        ),
        Known(
            "input.unknown-field",
            '{"data": ',
            "GraphQL 3.10, Input Coercion: a field that the input object does not define is an error. In variables "
            "it is ignored.",
        ),
        Known(
            "error.code-present",
            "no extensions",
            "GraphQL 7.1.1, as above: an error before execution needs no code, and `data` is there as if there "
            "had been one.",
        ),
        Known("error.path", "no path", "GraphQL 7.1.1, as above: an error before execution has no path."),
    ),
}


def is_known(engine: str, finding: Mapping[str, Any]) -> bool:
    """Whether a finding is about a fault of the engine itself."""
    return any(
        finding["requirement"] == known.requirement and known.actual in finding["actual"]
        for known in FAULTS.get(engine, ())
    )
