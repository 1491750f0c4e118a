"""What is JSON in an answer, and which key an object has twice."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.model.json_answer import NOT_JSON, read_json


@pytest.mark.parametrize(
    ("body", "content", "repeated"),
    [
        (b"null", None, None),
        (b'{"a": 1, "b": {"a": 2}}', {"a": 1, "b": {"a": 2}}, None),
        (b'{"a": 1, "b": 0, "a": 2}', {"a": 2, "b": 0}, "a"),
        (b'{"x": [{"b": 1, "b": 1}], "a": 1, "a": 1}', {"x": [{"b": 1}], "a": 1}, "b"),
        (b"[]", [], None),
    ],
)
def test_the_content_and_the_first_key_that_is_there_twice(
    body: bytes, content: Any, repeated: str | None
) -> None:
    assert read_json(body) == (content, repeated)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"a": ', b"\xff\xfe", b"[" * 100_000],
    ids=["empty", "a page", "cut off", "another encoding", "deep"],
)
def test_what_is_no_json_has_no_content(body: bytes) -> None:
    content, repeated = read_json(body)
    assert content is NOT_JSON
    assert repeated is None
