from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraken_conformance.reports.text.safe_text import counted, one_line, plain, shortened

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://127.0.0.1/\x07link\x1b]8;;\x07", "link"),
        ("\x1b]0;title\x1b\\after", "after"),
        ("a\u202eb", "a<U+202E>b"),
        ("a\x00b", "a<U+0000>b"),
        ("\ud800", "<U+D800>"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("äöü 漢字 😀", "äöü 漢字 😀"),
    ],
)
def test_what_cannot_be_seen_is_removed_or_spelled_out(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(ANY_TEXT)
def test_plain_text_can_be_encoded_and_stands_in_xml(text: str) -> None:
    element = ElementTree.Element("a")
    element.text = plain(text)
    read = ElementTree.fromstring(ElementTree.tostring(element, "utf-8"))
    assert (read.text or "") == plain(text)


@given(ANY_TEXT)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(ANY_TEXT, st.integers(1, 50))
def test_one_line_is_one_line_of_at_most_the_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line.splitlines()) <= 1
    assert len(line) <= limit


def test_short_text_is_not_cut() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"


def test_a_number_agrees_with_its_noun() -> None:
    assert [counted(number, "finding") for number in (0, 1, 1204)] == [
        "0 findings",
        "1 finding",
        "1,204 findings",
    ]
