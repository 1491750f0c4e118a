"""Servers whose answers are JSON, or nearly so, that nobody expects."""

from __future__ import annotations

import itertools
import json
import socket

from tests.end_to_end.hostile.servers import header, http, kind, root, says

says("two_answers_at_once", lambda request: b'{"data": null}' + http('{"data": {"late": 1}}'))
says("lone_surrogate", lambda request: json.dumps({"data": {root(request): {"\ud800": "\udfff"}}}))
says(
    "lone_surrogate_in_a_code",
    lambda request: (
        '{"data": null, "errors": [{"message": "\\ud800", "extensions": {"errorCode": "\\udfff"}}]}'
    ),
)
says("levels_900", lambda request: '{"data": ' + "[" * 900 + "]" * 900 + "}")
says("levels_190", lambda request: '{"data": {"' + root(request) + '":' + "[" * 180 + "]" * 180 + "}}")
says("levels_100000", lambda request: "[" * 100_000)
says("levels_of_objects", lambda request: '{"errors":' * 150 + "1" + "}" * 150)
says("a_million_values", lambda request: '{"data":[' + "[]," * 2_000_000 + "1]}")
says("long_message", lambda request: json.dumps({"data": None, "errors": [{"message": "a" * 1_000_000}]}))
says(
    "long_token",
    lambda request: json.dumps({"data": None, "errors": [{"message": "eyJ" * 300_000 + " SELECT" * 50_000}]}),
)
says(
    "many_errors",
    lambda request: json.dumps({"data": None, "errors": [{"message": "x", "extensions": {}}] * 20_000}),
)
says("numbers", lambda request: '{"data": {"x": 1e999, "y": ' + "9" * 5000 + ', "z": NaN, "e": -1e-999}}')
says("not_objects", lambda request: '{"data": 1, "errors": [[], 1, null, {"message": {}, "extensions": []}]}')
says(
    "terminal_escapes",
    lambda request: json.dumps(
        {
            "data": None,
            "errors": [
                {
                    "message": "\x1b]0;owned\x07\x1b[2J\r\n::error ::pwned\n::set-output name=x::y\u202e\x00",
                    "path": ["\x1b[31m", "\n::warning ::x"],
                    "extensions": {"errorCode": "\x1b[31m\n::error ::code", "errorType": "\r\u2028"},
                }
            ],
        }
    ),
)
says(
    "token_in_a_code",
    lambda request: json.dumps(
        {
            "data": None,
            "errors": [{"message": "no", "extensions": {"errorCode": header(request, b"authorization")}}],
        }
    ),
)
says(
    "token_as_a_name",
    lambda request: json.dumps(
        {"data": {header(request, b"authorization"): 1, root(request): {"token": "data"}}}
    ),
)


def _error(**keys: object) -> str:
    return json.dumps({"data": None, "errors": [{"message": "no", **keys}]})


def _value(request: bytes, value: str) -> str:
    return f'{{"data": {{"{root(request)}": {value}}}}}'


_count = itertools.count()

says("same_key_a_million_times", lambda request: '{"data": {' + '"a":1,' * 1_000_000 + '"a":1}}')
says("same_key_900000_times", lambda request: '{"data": {' + '"a":1,' * 900_000 + '"a":1}}')
says(
    "keys_900000",
    lambda request: '{"data": {' + ",".join(f'"k{number}":1' for number in range(450_000)) + "}}",
)
says("numbers_in_places", lambda request: _value(request, "1e999999"))
says("digits", lambda request: _value(request, "[" + ",".join(["9" * 4000, "-0", "0e99999999"]) + "]"))
says("more_digits_than_are_read", lambda request: _value(request, "1" * 1_000_000))
says("message_of_50_mb", lambda request: '{"errors": [{"message": "' + "x" * 50_000_000 + '"}]}')
says("message_of_15_mb", lambda request: '{"errors": [{"message": "' + "/a.py:1 " * 1_900_000 + '"}]}')
says("path_of_900000", lambda request: _error(path=[0, "a"] * 450_000))
says("path_of_2000000", lambda request: _error(path=[0, "a"] * 1_000_000))
says("errors_300000", lambda request: '{"data": null, "errors": [' + "{}," * 300_000 + "{}]}")
says("code_of_a_megabyte", lambda request: _error(extensions={"errorCode": "KT-CT-1" * 150_000}))
says(
    "a_new_code_each_time",
    lambda request: _error(extensions={"errorCode": f"KT-XX-{next(_count)}", "errorType": "x" * 10_000}),
)
says(
    "a_large_answer_each_time",
    lambda request: _value(request, json.dumps({f"k{next(_count)}": "v" * 8_000_000})),
)
says(
    "large_findings",
    lambda request: json.dumps(
        {"data": None, "errors": [{"message": f'File "/srv/{next(_count)}.py", line 1 ' * 60_000}] * 3}
    ),
)
says(
    "wrong_kinds_of_values",
    lambda request: (
        _error(
            extensions={"errorCode": [], "errorType": {}, "validationErrors": [[[]], 1, {"inputPath": 3}]}
        ),
        _error(path={}, locations=[{"line": "x"}, -1], extensions=[]),
        '{"errors": "text", "data": []}',
        '{"errors": {"a": 1}, "data": "x", "extensions": 4}',
        '{"errors": [null, 1, "x", [], {"message": null}], "data": {}}',
        _value(request, '[[[{"possibleErrors": [1, null, {"code": {}}]}]]]'),
        "null",
        '"text"',
        "",
    )[next(_count) % 9],
)
says(
    "other_encodings",
    lambda request: (
        '{"data": null}'.encode(("utf-16", "utf-32", "utf-8-sig", "utf-16-be", "cp037")[next(_count) % 5])
        if next(_count) % 2
        else b'{"data": {"\xff\xfe": "\xc3\x28\xf0\x9f"}}'
    ),
)
says("nul_bytes", lambda request: "\0" * 1_000_000)
says(
    "keys_that_command",
    lambda request: json.dumps({"data": {"\n::error ::x": 1, "\x1b[2J": {"\u202e": "\r"}}}),
)
says("open_strings", lambda request: '{"data": "' + '\\"' * 3_000_000)
says("brackets_in_strings", lambda request: json.dumps({"data": "[" * 5_000_000 + "{" * 5_000_000}))
says("texts_of_paths", lambda request: _error(message="at a(b.java:1) " * 400_000))
says(
    "long_input_paths",
    lambda request: _error(
        extensions={
            "errorCode": "KT-CT-1",
            "validationErrors": [{"inputPath": ["input", "x" * 100] * 10_000, "message": "m"}] * 20,
        }
    ),
)
says("errors_that_are_a_number", lambda request: '{"data": null, "errors": 1, "x": "KT-CT-1124 KT-CT-1143"}')


@kind
def errors_that_are_a_number_everywhere(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http('{"data": null, "errors": 1, "x": "KT-CT-1124 KT-CT-1143 KT-CT-1199"}'))
