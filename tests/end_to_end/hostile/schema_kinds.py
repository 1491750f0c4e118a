"""Servers whose schema is none, or one that takes for ever."""

from __future__ import annotations

import socket
from typing import Any

from tests.end_to_end.hostile.servers import http, introspects, kind, usual


def _object(name: str, *fields: Any) -> dict[str, Any]:
    return {"kind": "OBJECT", "name": name, "fields": list(fields), "interfaces": []}


def _type(name: str, kind_: str = "INPUT_OBJECT") -> dict[str, Any]:
    return {"kind": "NON_NULL", "name": None, "ofType": {"kind": kind_, "name": name, "ofType": None}}


def _schema(*types: Any, mutation: str = "selfReading", input_: str = "SelfReadingInput") -> dict[str, Any]:
    scalar = {"kind": "SCALAR", "name": "String"}
    field = {
        "name": mutation,
        "args": [{"name": "input", "type": _type(input_), "defaultValue": None}],
        "type": {"kind": "SCALAR", "name": "String", "ofType": None},
        "isDeprecated": False,
    }
    query = {"name": "x", "args": [], "type": {"kind": "SCALAR", "name": "String"}, "isDeprecated": False}
    return {
        "queryType": {"name": "Query"},
        "mutationType": {"name": "Mutation"},
        "subscriptionType": None,
        "directives": [],
        "types": [_object("Query", query), _object("Mutation", field), scalar, *types],
    }


def _input(name: str, *fields: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    made = [{"name": field, "type": type_, "defaultValue": None} for field, type_ in fields]
    return {"kind": "INPUT_OBJECT", "name": name, "inputFields": made}


introspects("schema_that_is_none", lambda: {"types": 1})
introspects("schema_without_types", lambda: {**_schema(), "types": []})
introspects("schema_of_nulls", lambda: {"types": [None], "queryType": None, "directives": None})
introspects("schema_with_a_missing_type", _schema)
introspects(
    "directives_60000",
    lambda: {
        **_schema(_input("SelfReadingInput", ("own", {"kind": "SCALAR", "name": "String", "ofType": None}))),
        "directives": [
            {"name": f"d{number}", "locations": ["FIELD"], "args": []} for number in range(60_000)
        ],
    },
)
introspects(
    "cycle_of_inputs", lambda: _schema(_input("SelfReadingInput", ("own", _type("SelfReadingInput"))))
)
introspects(
    "empty_enum",
    lambda: _schema(
        _input("SelfReadingInput", ("kind", _type("Nothing", "ENUM"))),
        {"kind": "ENUM", "name": "Nothing", "enumValues": []},
    ),
)
introspects(
    "empty_input", lambda: _schema({"kind": "INPUT_OBJECT", "name": "SelfReadingInput", "inputFields": []})
)
introspects(
    "names_that_are_none",
    lambda: _schema(_input("SelfReadingInput", ("\ud800\n::error", {"kind": "SCALAR", "name": "String"}))),
)
introspects(
    "wrong_default",
    lambda: _schema(
        {
            "kind": "INPUT_OBJECT",
            "name": "SelfReadingInput",
            "inputFields": [
                {"name": "a", "type": {"kind": "SCALAR", "name": "String"}, "defaultValue": "{{{" + "[" * 500}
            ],
        }
    ),
)
introspects("unknown_kinds", lambda: _schema({"kind": "THING", "name": "SelfReadingInput"}))


def _list(inner: dict[str, Any], times: int) -> dict[str, Any]:
    for _ in range(times):
        inner = {"kind": "NON_NULL", "ofType": {"kind": "LIST", "ofType": inner}}
    return inner


_STRING = {"kind": "SCALAR", "name": "String", "ofType": None}

introspects(
    "required_inputs_without_number",
    lambda: _schema(
        _input("SelfReadingInput", *((f"f{n}", _type("Level0")) for n in range(10))),
        *(
            _input(f"Level{level}", *((f"f{n}", _type(f"Level{level + 1}")) for n in range(10)))
            for level in range(12)
        ),
        _input("Level12", ("end", _STRING)),
    ),
)
introspects(
    "long_chain_of_inputs",
    lambda: _schema(
        _input("SelfReadingInput", ("own", _type("Level0"))),
        *(_input(f"Level{level}", ("own", _type(f"Level{level + 1}"))) for level in range(5_000)),
        _input("Level5000", ("end", _STRING)),
    ),
)
introspects(
    "input_with_100000_fields",
    lambda: _schema(
        _input(
            "SelfReadingInput", *((f"f{n}", {"kind": "NON_NULL", "ofType": _STRING}) for n in range(100_000))
        )
    ),
)
introspects(
    "enum_with_100000_values",
    lambda: _schema(
        _input("SelfReadingInput", ("kind", _type("Many", "ENUM"))),
        {
            "kind": "ENUM",
            "name": "Many",
            "enumValues": [{"name": f"V{n}", "isDeprecated": False} for n in range(100_000)],
        },
    ),
)
introspects(
    "types_50000",
    lambda: _schema(
        _input("SelfReadingInput", ("own", _STRING)),
        *(_input(f"Type{n}", ("a", _STRING)) for n in range(50_000)),
    ),
)
introspects("lists_of_lists", lambda: _schema(_input("SelfReadingInput", ("own", _list(_STRING, 90)))))
introspects(
    "non_null_of_non_null",
    lambda: _schema(
        _input(
            "SelfReadingInput",
            ("own", {"kind": "NON_NULL", "ofType": {"kind": "NON_NULL", "ofType": _STRING}}),
        )
    ),
)
introspects(
    "object_as_input",
    lambda: _schema(_object("SelfReadingInput", {"name": "a", "args": [], "type": _STRING})),
)
introspects(
    "names_with_escapes",
    lambda: _schema(
        _input("SelfReadingInput", ("own", _type("\x1b]0;x\x07\n::error ::x"))),
        _input("\x1b]0;x\x07\n::error ::x", ("\u202e", _STRING)),
        mutation="selfReading",
    ),
)
introspects(
    "long_descriptions",
    lambda: {**_schema(_input("SelfReadingInput", ("own", _STRING))), "description": "d" * 9_000_000},
)
introspects(
    "long_default",
    lambda: _schema(
        {
            "kind": "INPUT_OBJECT",
            "name": "SelfReadingInput",
            "inputFields": [
                {"name": "a", "type": _STRING, "defaultValue": '"' + "\\u0041" * 1_000_000 + '"'}
            ],
        }
    ),
)
introspects(
    "default_of_brackets",
    lambda: _schema(
        {
            "kind": "INPUT_OBJECT",
            "name": "SelfReadingInput",
            "inputFields": [{"name": "a", "type": _STRING, "defaultValue": "[" * 1_000_000}],
        }
    ),
)
introspects(
    "same_type_twice",
    lambda: _schema(_input("SelfReadingInput", ("a", _STRING)), _object("SelfReadingInput")),
)
introspects(
    "builtin_types_redefined",
    lambda: _schema(
        _input("SelfReadingInput", ("a", _STRING)),
        {"kind": "ENUM", "name": "Boolean", "enumValues": [{"name": "TRUE"}]},
        _input("String", ("a", _STRING)),
        _object("__Schema", {"name": "a", "args": [], "type": _STRING}),
    ),
)
introspects("no_mutations", lambda: {**_schema(), "mutationType": {"name": "Nothing"}})
introspects(
    "interfaces_in_a_circle",
    lambda: _schema(
        _input("SelfReadingInput", ("a", _STRING)),
        {
            "kind": "INTERFACE",
            "name": "A",
            "fields": [{"name": "a", "args": [], "type": _STRING}],
            "interfaces": [{"kind": "INTERFACE", "name": "B"}],
            "possibleTypes": [],
        },
        {
            "kind": "INTERFACE",
            "name": "B",
            "fields": [{"name": "a", "args": [], "type": _STRING}],
            "interfaces": [{"kind": "INTERFACE", "name": "A"}],
            "possibleTypes": [],
        },
    ),
)


def _nullable(name: str) -> dict[str, Any]:
    return {"kind": "INPUT_OBJECT", "name": name, "ofType": None}


def _branching(*, inner: str, holder: Any) -> dict[str, Any]:
    """Return a schema whose inputs hold ten of the next one each, twelve levels deep."""
    return _schema(
        _input("SelfReadingInput", *((f"f{n}", holder(f"{inner}0")) for n in range(10))),
        *(
            _input(f"{inner}{level}", *((f"f{n}", holder(f"{inner}{level + 1}")) for n in range(10)))
            for level in range(12)
        ),
        _input(f"{inner}12", ("end", _STRING)),
    )


introspects("optional_inputs_without_number", lambda: _branching(inner="Level", holder=_nullable))
introspects(
    "lists_of_inputs_without_number",
    lambda: _branching(inner="Level", holder=lambda name: _list(_type(name), 1)),
)
introspects(
    "inputs_that_hold_all_others",
    lambda: _schema(
        _input("SelfReadingInput", *((f"f{n}", _nullable(f"Level{n}")) for n in range(100))),
        *(_input(f"Level{n}", *((f"f{m}", _nullable(f"Level{m}")) for m in range(100))) for n in range(100)),
    ),
)
_PAYLOADS = [
    _object(
        f"Payload{level}",
        *(
            {
                "name": f"f{n}",
                "args": [],
                "type": {"kind": "OBJECT", "name": f"Payload{(level + 1) % 12}", "ofType": None},
            }
            for n in range(10)
        ),
    )
    for level in range(12)
]
_INPUT = _schema(_input("SelfReadingInput", ("a", _STRING)))
_QUERY, _MUTATION, *_OTHERS = _INPUT["types"]
_RETURNING = {**_MUTATION["fields"][0], "type": {"kind": "OBJECT", "name": "Payload0", "ofType": None}}

introspects(
    "payloads_without_number",
    lambda: {**_INPUT, "types": [_QUERY, _object("Mutation", _RETURNING), *_OTHERS, *_PAYLOADS]},
)
introspects(
    "long_chain_of_optional_inputs",
    lambda: _schema(
        _input("SelfReadingInput", ("own", _nullable("Level0"))),
        *(_input(f"Level{level}", ("own", _nullable(f"Level{level + 1}"))) for level in range(5_000)),
        _input("Level5000", ("end", _STRING)),
    ),
)
introspects(
    "enum_that_has_every_other_name",
    lambda: _schema(
        _input("SelfReadingInput", ("kind", _type("Many", "ENUM"))),
        {
            "kind": "ENUM",
            "name": "Many",
            "enumValues": [{"name": "NO_SUCH_VALUE" + "_" * n, "isDeprecated": False} for n in range(2_000)],
        },
    ),
)


@kind
def half_a_character_instead_of_a_schema(connection: socket.socket, request: bytes) -> None:
    refused = http('{"errors": [{"message": "Introspection is off \\ud83d"}]}')
    connection.sendall(refused if b"IntrospectionQuery" in request else usual(request) or http("{}"))
