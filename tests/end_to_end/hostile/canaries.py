"""Secrets of a call, and a server that sends each of them back in every form and to every place of its answers."""

from __future__ import annotations

import html
import json
import re
import socket
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile, is_zipfile

from tests.end_to_end.hostile.servers import http, kind, root

TOKEN = "tok4f1c9e7ab2d85306"
SECRETS = {
    "token": TOKEN,
    "api key": "key91ce03aa77f1b2d4",
    "expired token": "exp0d7b66e1f2a94c38",
    "peer token": "peer5521cf0a9b7e43d6",
    "cookie": "cookie77aa01bc33de",
    "second cookie": "dark-7f31aa52/+c",
    "header of the profile": "gate/88c1\"d2'e3",
    "password": "hunter&22<pass>w\u00f6rd",
    "query value": "query5d2c11f09a",
}
"""By where it comes from."""

BASIC = b64encode(f"nightly:{SECRETS['password']}".encode()).decode()

FORMS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "capital letters": str.upper,
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "percent": lambda secret: quote(secret, safe=""),
    "percent, each byte": lambda secret: "".join(f"%{byte:02X}" for byte in secret.encode()),
    "hexadecimal": lambda secret: secret.encode().hex(),
    "base64": lambda secret: b64encode(secret.encode()).decode().rstrip("="),
    "base64 after a scheme": lambda secret: b64encode(f"JWT {secret}".encode()).decode(),
    "base64 for addresses": lambda secret: urlsafe_b64encode(secret.encode()).decode().rstrip("="),
    "HTML": html.escape,
    "escapes": lambda secret: "".join(f"\\u{ord(letter):04x}" for letter in secret),
    "backwards": lambda secret: secret[::-1],
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret))[3:-3],
    "JSON of PHP": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "escapes in JSON": lambda secret: "".join(f"\\\\u{ord(letter):04x}" for letter in secret),
    "escapes in JSON in JSON": lambda secret: "".join(f"\\\\\\\\u{ord(letter):04x}" for letter in secret),
    "bytes of C": lambda secret: "".join(f"\\x{byte:02x}" for byte in secret.encode()),
    "bytes of C in JSON": lambda secret: "".join(f"\\\\x{byte:02x}" for byte in secret.encode()),
    "decimal entities": lambda secret: "".join(f"&#{ord(letter):05};" for letter in secret),
    "hexadecimal entities in HTML": lambda secret: "".join(f"&amp;#x{ord(letter):X};" for letter in secret),
    "entities of signs": lambda secret: re.sub(r"[^a-z0-9]", lambda found: f"&#x{ord(found[0]):X};", secret),
    "UTF-8 as Latin-1": lambda secret: secret.encode().decode("latin-1"),
    "UTF-8 as Latin-1, in JSON": lambda secret: json.dumps(secret.encode().decode("latin-1"))[1:-1],
}

SHOWN = {(source, form): make(secret) for source, secret in SECRETS.items() for form, make in FORMS.items()}
"""What no output may hold."""


def leaks(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the secrets that stand in an output, with their forms."""
    text = content.lower()
    for which, shown in SHOWN.items():
        piece = (
            shown[8:-4] if "scheme" in which[1] else shown
        )  # what is before and after it shares its characters
        if piece.lower().encode() in text:
            yield which


def leaks_in_files(folder: Path) -> list[tuple[str, str, str]]:
    """Return the secrets in all files of a folder, those in archives and the names of files included."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        contents = {str(path): path.read_bytes() + path.name.encode()}
        if is_zipfile(path):
            with ZipFile(path) as archive:
                contents |= {f"{path}!{name}": archive.read(name) for name in archive.namelist()}
        found += [(name, *which) for name, content in contents.items() for which in leaks(content)]
    return found


def _pieces(request: bytes) -> list[str]:
    """Return all that a server may send back: secrets that came with the request, and those it knows otherwise."""
    came = [f"{name} {value}" for name, value in SHOWN.items() if value]
    header = re.findall(rb"(?im)^(?:authorization|cookie|x-[a-z-]*|proxy-authorization): *([^\r]*)", request)
    return [*(piece.partition(") ")[2] for piece in came), *(value.decode("latin-1") for value in header)]


def _schema(pieces: list[str]) -> dict[str, Any]:
    names = [name for name in pieces if re.fullmatch(r"[_A-Za-z]\w*", name, re.ASCII)]
    text = {"kind": "SCALAR", "name": "String", "ofType": None}
    fields = [{"name": name, "args": [], "type": text, "description": " ".join(pieces)} for name in names]
    input_ = {
        "kind": "NON_NULL",
        "name": None,
        "ofType": {"kind": "INPUT_OBJECT", "name": TOKEN, "ofType": None},
    }
    mutation = {
        "name": "selfReading",
        "description": "The possible errors that can be raised are: " + "\n- ".join(pieces),
        "args": [{"name": "input", "type": input_, "defaultValue": None}],
        "type": {"kind": "OBJECT", "name": f"{TOKEN}x", "ofType": None},
        "isDeprecated": True,
        "deprecationReason": " ".join(pieces),
    }
    inputs = [{"name": name, "type": text, "defaultValue": json.dumps(name)} for name in names]
    inner = {
        "kind": "NON_NULL",
        "name": None,
        "ofType": {"kind": "ENUM", "name": f"{TOKEN}y", "ofType": None},
    }
    return {
        "queryType": {"name": "Query"},
        "mutationType": {"name": "Mutation"},
        "subscriptionType": None,
        "directives": [],
        "types": [
            {"kind": "OBJECT", "name": "Query", "fields": fields, "interfaces": []},
            {"kind": "OBJECT", "name": "Mutation", "fields": [mutation], "interfaces": []},
            {"kind": "OBJECT", "name": f"{TOKEN}x", "fields": fields, "interfaces": []},
            {"kind": "INPUT_OBJECT", "name": TOKEN, "inputFields": [*inputs, {"name": "own", "type": inner}]},
            {
                "kind": "ENUM",
                "name": f"{TOKEN}y",
                "enumValues": [{"name": name, "isDeprecated": False} for name in names],
            },
            {"kind": "SCALAR", "name": "String"},
        ],
    }


def _error(piece: str, pieces: list[str]) -> dict[str, Any]:
    return {
        "message": f"no {piece}",
        "path": [piece],
        "extensions": {
            "errorCode": piece,
            "errorType": piece,
            "errorDescription": pieces,
            "validationErrors": [{"message": piece, "inputPath": ["input", piece]}],
            piece: {piece: piece},
        },
    }


@kind
def echoes_secrets(connection: socket.socket, request: bytes) -> None:
    pieces = _pieces(request)
    number = zlib.crc32(request.partition(b"\r\n\r\n")[2])
    piece = pieces[number // 8 % len(pieces)]
    headers = [f"X-Echo-{index}: {piece}" for index, piece in enumerate(pieces) if piece.isprintable()][:80]
    if b"IntrospectionQuery" in request:
        connection.sendall(http(json.dumps({"data": {"__schema": _schema(pieces)}}), *headers))
    elif b'"query":"mutation' not in request.replace(b": ", b":"):
        connection.sendall(http('{"data": {"__typename": "Query"}}', *headers))
    else:
        connection.sendall(_answer(number % 8, piece, pieces, root(request), headers))


def _answer(way: int, piece: str, pieces: list[str], name: str, headers: list[str]) -> bytes:
    named = {one: one for one in pieces}
    plain = piece if piece.isascii() and piece.isprintable() else "OK"
    return (
        http(json.dumps({"data": None, "errors": [_error(piece, pieces)]}), *headers),
        http(json.dumps({"data": {name: {**named, "token": piece, "nested": [named]}}}), *headers),
        http(json.dumps({"data": {name: None, piece: 1}, "errors": [_error(one, [one]) for one in pieces]})),
        http(f"<title>{piece}</title>{' '.join(pieces)}", *headers, status="403 Forbidden"),
        http(json.dumps(named), *headers, status="500 Oops"),
        f"HTTP/1.1 2x {plain}\r\n{plain}: x\r\n\r\n".encode(),
        http("", f"Location: http://127.0.0.1:9/{quote(piece, safe='%')}", status=f"302 {plain}"),
        http(f"{piece} {' '.join(pieces)}", f"Content-Type: text/{plain}", status=f"401 {plain}"),
    )[way]
