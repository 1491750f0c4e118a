"""One reader for schemas: whatever encoding a tool saves, whatever part of an answer, and what is no schema by name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, introspection_from_schema

from kraken_conformance.exceptions import UsageError
from kraken_conformance.spec import ImportFailure
from kraken_conformance.spec.importers import import_contract, make_draft
from kraken_conformance.spec.loading.schema_file import read_schema
from kraken_conformance.target.introspection import schema_text

SDL = 'type Query { a: Int }\n"Zählerstände melden, 検針"\ntype Mutation { send(text: String): Int }\n'
RESULT: Any = introspection_from_schema(build_schema(SDL))

ENCODINGS = {
    "UTF-8": SDL.encode(),
    "UTF-8 with a mark": SDL.encode("utf-8-sig"),
    "UTF-16 with a mark": SDL.encode("utf-16"),
    "UTF-16 big-endian with a mark": b"\xfe\xff" + SDL.encode("utf-16-be"),
    "UTF-32 with a mark": SDL.encode("utf-32"),
}
FORMS = {
    "an answer": {"data": RESULT},
    "an answer with extensions": {"data": RESULT, "extensions": {"tracing": {}}},
    "a batch of one": [{"data": RESULT}],
    "what is in data": RESULT,
    "what is in __schema": RESULT["__schema"],
    "what is in __schema, in data": {"data": RESULT["__schema"]},
    "a federated service": {"data": {"_service": {"sdl": SDL}}},
}
NO_SCHEMA = {
    "": "The file is empty",
    "  \n": "The file is empty",
    "<!DOCTYPE html><html><body>Sign in</body></html>": "page of HTML or XML.*Sign in",
    '{"errors": [{"message": "GraphQL introspection is not allowed."}]}': "GraphQL introspection is not allowed",
    '{"message": "Missing authentication token"}': "error message.*Missing authentication token",
    '{"data": null}': "no `__schema`, but data",
    '{"data": {"__schema": {"types": [{}]}}}': "This is no introspection: a part of it has no `name`",
    '{"data": {"__schema": {"types": [1]}}}': "This is no introspection: a part of it has another form than it has",
    "[1, 2]": "JSON of another kind",
    '{"data": ': "This is no JSON",
    "[" * 100_000: "nested too deeply|no JSON",
    "type Query { a: Int ": r"This is no SDL: Syntax Error: Expected Name, found <EOF>\. Give",
    "# nothing": "no SDL|no definition",
}


@pytest.mark.parametrize("content", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize(
    "read", [read_schema, schema_text, make_draft], ids=["diff", "--schema", "spec import"]
)
def test_every_reader_takes_every_encoding(tmp_path: Path, content: bytes, read: Any) -> None:
    path = tmp_path / "schema.graphql"
    path.write_bytes(content)
    assert read(path, name="x", version="1") if read is make_draft else read(path)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_introspection_may_be_any_part_of_an_answer(tmp_path: Path, form: Any, encoding: str) -> None:
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(form), encoding)
    mutation = read_schema(path).mutation_type
    assert mutation is not None
    assert list(mutation.fields) == ["send"]


@pytest.mark.parametrize(("text", "message"), NO_SCHEMA.items(), ids=[repr(text[:30]) for text in NO_SCHEMA])
def test_what_is_no_schema_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "schema.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ImportFailure, match=re.escape(str(path))) as failure:
        read_schema(path)
    assert re.search(message, str(failure.value), re.DOTALL)
    with pytest.raises(UsageError, match="--schema"):
        schema_text(path)


@pytest.mark.parametrize(
    "key", ["description", "deprecationReason", "specifiedByURL", "defaultValue", "name"]
)
def test_a_part_of_an_introspection_that_is_no_text(tmp_path: Path, key: str) -> None:
    form = json.loads(json.dumps(RESULT))
    form["__schema"]["types"][0][key] = {"a": 1}
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(form), "utf-8")
    with pytest.raises(ImportFailure, match=f"a {key} is no text"):
        read_schema(path)


def test_a_file_in_no_known_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "schema.graphql"
    path.write_bytes("type Query { a: Int }\n# Zähler".encode("latin-1"))
    with pytest.raises(ImportFailure, match=r"schema.graphql:2: The file is not UTF-8. Save it as UTF-8."):
        read_schema(path)


def test_a_page_is_read_in_every_encoding_too(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("Nothing that anybody would call a mutation.", "utf-16")
    with pytest.raises(ImportFailure, match="No mutation is found on this page"):
        make_draft(path, name="x", version="1")


def test_half_a_character_in_a_schema_is_imported_as_an_escape(tmp_path: Path) -> None:
    sdl = 'type Query { a: Int }\ntype Mutation { send: Int @deprecated(reason: "HALF") }\n'
    result = introspection_from_schema(build_schema(sdl))
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(result).replace("HALF", "\\ud800"))
    import_contract(make_draft(file, name="own", version="1"), tmp_path / "own")
    assert r"\\ud800" in (tmp_path / "own" / "contract.graphql").read_text("utf-8")
