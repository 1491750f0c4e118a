"""Damages files as disks, editors and attackers do: bytes, lines, and single values of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

STRANGE: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -1,
        1e308,
        float("inf"),
        10**400,
        "",
        "x",
        "\ud800",
        "\x1b]0;x\x07",
        "\u202e\n::error ::x",
    ),
    *(
        [],
        {},
        [[]],
        [None],
        {"": None},
        {"type": "header"},
        "a" * 70_000,
        ["x"] * 3_000,
        "2026-13-45",
        "-" * 40,
    ),
    *("9" * 5_000, "https://[::1", "%s%n", "../../etc/passwd"),
)
"""Values that stand where others are expected."""

PIECES = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"[" * 2_000,
        b'{"a":' * 2_000,
        b"\n",
        b"\r\n\r\n",
        b'"',
        b"'''",
        b"[[",
    ),
    *(
        b"}" * 50,
        b"9" * 5_000,
        b"1e999999",
        b"\\u0000",
        b"\\ud800",
        b"nan",
        b"= ",
        b"[waiver]",
        b"&a [*a]",
        b"!!python",
    ),
    *(
        b"<<: *x",
        b"type Q {",
        b"@source(",
        b"/*",
        b"#",
        b'"""',
        b"\xef\xbb\xbf",
        b"0x1\r\n",
        b"Transfer-Encoding: chunked\r\n",
    ),
)


def damaged(content: bytes, random: Random) -> bytes:
    """Return content with one to four places of it changed."""
    for _ in range(random.randint(1, 4)):
        content = random.choice(_WAYS)(content, random)
    return content


def damaged_json(value: Any, random: Random) -> Any:
    """Return a JSON value in which one value has another in its place, is gone, or is there twice."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(list(value))
        if (way := random.random()) < 0.1:
            return {key: item for key, item in value.items() if key != name}
        if way < 0.15:
            return {**value, random.choice(("", "type", "id", "\ud800")): random.choice(STRANGE)}
        return {**value, name: damaged_json(value[name], random)}
    if isinstance(value, list) and value and random.random() < 0.8:
        index = random.randrange(len(value))
        return [*value[:index], damaged_json(value[index], random), *value[index + 1 :]]
    return random.choice(STRANGE)


def damaged_lines(content: bytes, random: Random) -> bytes:
    """Return lines of JSON with a value of one of them, or some bytes, changed."""
    if random.random() < 0.2:
        return damaged(content, random)
    lines = content.splitlines()
    for _ in range(random.randint(1, 3)):
        number = random.randrange(len(lines))
        try:
            lines[number] = json.dumps(damaged_json(json.loads(lines[number]), random)).encode()
        except ValueError:
            continue
    return b"\n".join(lines) + b"\n" * (random.random() < 0.9)


def _place(content: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(content) + 1)
    return start, min(len(content), start + int(random.expovariate(0.02)))


def _cut(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _without(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    return content[:start] + content[end:]


def _twice(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    return content[:end] + content[start:end] * random.choice((1, 1, 50)) + content[end:]


def _moved(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    at = random.randrange(len(content) + 1)
    return content[:at] + content[start:end] + content[at:]


def _with_a_piece(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    return content[:start] + random.choice(PIECES) + content[random.choice((start, end)) :]


def _flipped(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 8) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _other_number(content: bytes, random: Random) -> bytes:
    digits = [index for index, byte in enumerate(content) if 48 <= byte <= 57]
    if not digits:
        return content
    at = random.choice(digits)
    return (
        content[:at] + random.choice((b"-1", b"0", b"99999999999999999999", b"1.5", b"a")) + content[at + 1 :]
    )


_WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _cut,
    _without,
    _twice,
    _moved,
    _with_a_piece,
    _with_a_piece,
    _flipped,
    _other_number,
)
