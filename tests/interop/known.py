"""What is truly an engine's own fault: promises of the GraphQL specification that a healthy server on it cannot keep.

Each entry is a requirement, what was sent, what the finding says was there, what was answered, and what the
specification says. Anything else that decides is a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple


class Known(NamedTuple):
    """A fault of an engine: regular expressions for the whole label of the case, and for the beginnings of what the
    finding says was there and of the body that was answered.
    """

    requirement: str
    label: str
    actual: str
    citation: str
    body: str = ""

    def explains(self, finding: Mapping[str, Any]) -> bool:
        """Whether a finding is about this fault."""
        response = finding.get("response") or {}
        return (
            finding["requirement"] == self.requirement
            and re.fullmatch(self.label, str(finding["label"]), re.DOTALL) is not None
            and re.match(self.actual, finding["actual"], re.DOTALL) is not None
            and re.match(self.body, str(response.get("body") or ""), re.DOTALL) is not None
        )


_EMPTY_SELECTION = Known(
    "document.syntax",
    "an empty selection within a field",
    r'\{"data": \{"__typename": "Query", "__schema": \{\}\}\}$',
    "GraphQL 2.5: a selection set holds one selection at least. The parser of graphql-core 3.3.2 takes an empty one.",
)

_DEFAULT = (
    "GraphQL 6.1.2 and 5.8.5: a variable of a type that is not null may have a default value. It was forbidden before "
    "the edition of June 2018, and is refused."
)


def _no_default(words: str) -> tuple[Known, ...]:
    """Return the entries of an engine that refuses such a default with these words."""
    actual = rf'\{{"errors": \[\{{"message": "{words}'
    return (
        Known("document.variable-defaults", "a default of true", actual, _DEFAULT),
        Known("input.valid-accepted", ".*", actual, _DEFAULT),
    )


_SYNTAX = r'\{"errors": \[\{"message": "syntax error: unexpected '
_BLOCK_STRING = "GraphQL 2.10.4: a string may be a block string. The parser knows them as descriptions alone."

_EMPTY_DATA = (
    r'\{"errors": \[\{"message": "((could not unmarshal|wrong type for) (?:[^"\\]|\\.)*'
    r'|graphql: got null for non-null)"\}\], "data": \{\}\}$'
)
"""A refusal before execution, with an empty object under `data`."""

FAULTS: Mapping[str, tuple[Known, ...]] = {
    "ariadne": (_EMPTY_SELECTION,),
    "strawberry": (
        _EMPTY_SELECTION,
        Known(
            "document.unknown-operation",
            "two operations, and no operationName",
            r'\{"data": \{"first": "Query"\}\}$',
            "GraphQL 6.1: several operations and no operationName are a request error. The first is executed.",
        ),
        Known(
            "http.json",
            ".*",
            "Unknown operation named",
            "GraphQL over HTTP, Response: a well-formed request is answered with a GraphQL response. A name that no "
            "operation has is answered with plain text.",
        ),
    ),
    # 1.13, the version that Debian 12 has.
    "graphql-ruby": _no_default(r"Non-null variable \$\w+ can't have a default value"),
    # graph-gophers/graphql-go 1.5.0, the version that Debian 12 has.
    "graphql-go": (
        *_no_default(r'Variable \\"\w+\\" has invalid value null\.\\nExpected type \\"Boolean!\\"'),
        Known(
            "input.valid-accepted",
            "block strings for the texts of the input",
            _SYNTAX,
            _BLOCK_STRING,
        ),
        Known("document.type-by-name", "a name as an? (indented )?block string", _SYNTAX, _BLOCK_STRING),
        Known(
            "error.locations",
            "(missing-required|wrong-kind): .*|an undefined variable",
            r'\{"line": \d+, "column": [03]\}$',
            "GraphQL 7.1.7: locations are positive and in the document. It has 0 and 0 for a variable that is not "
            "declared, and places in the schema for an argument that is missing.",
        ),
        Known(
            "shape.field-present",
            "(wrong-scalar|wrong-kind): .*|.*: an integer|.*: \\[.*|null for a variable with a default",
            r"an object without it: \{\}$",
            "GraphQL 7.1.1: `data` must not be there where the request was refused before execution. It is `{}` "
            "where a variable cannot be coerced.",
            body=_EMPTY_DATA,
        ),
        Known(
            "error.code-present",
            ".*",
            "no extensions$",
            "GraphQL 3.5.5: an ID is serialized as a text. One with a control character is written with the escapes of "
            "Go, which no JSON has, so that the engine itself fails.",
            body=r'\{"errors": \[\{"message": "panic occurred: json: error calling MarshalJSON for type \*?graphql\.ID',
        ),
        Known(
            "input.unknown-field",
            "unknown-field: .* is an object with a field .*",
            r'\{"data": \{"\w+": ',
            "GraphQL 3.10, Input Coercion: a field that the input object does not define is an error. In variables "
            "it is ignored.",
        ),
    ),
}


def is_known(engine: str, finding: Mapping[str, Any]) -> bool:
    """Whether a finding is about a fault of the engine itself."""
    return any(known.explains(finding) for known in FAULTS.get(engine, ()))
