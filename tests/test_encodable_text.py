"""Half a character, which JSON can name and UTF-8 cannot hold, is written as an escape."""

from __future__ import annotations

import json

import pytest

from kraken_conformance.encodable_text import encodable, encodable_value


@pytest.mark.parametrize("text", ["", "plain", "caf\u00e9", "\u691c\u91dd", "\U0001f600"])
def test_text_that_utf8_holds_stays(text: str) -> None:
    assert encodable(text) == text


@pytest.mark.parametrize(("text", "expected"), [("\ud800", "\\ud800"), ("a\udfff\u00e9", "a\\udfff\u00e9")])
def test_half_a_character_comes_as_an_escape(text: str, expected: str) -> None:
    assert encodable(text) == expected


def test_what_another_encoding_cannot_hold_comes_as_an_escape() -> None:
    assert encodable("caf\u00e9 \ud800", "ascii") == "caf\\xe9 \\ud800"


def test_names_and_values_of_json_are_looked_at() -> None:
    assert encodable_value({"\ud800": ["\udfff", 1, None]}) == {"\\ud800": ["\\udfff", 1, None]}


def test_in_json_the_escape_means_what_it_stands_for() -> None:
    value = {"\ud800": "\\\udfff"}
    assert json.loads(encodable(json.dumps(value, ensure_ascii=False))) == value
