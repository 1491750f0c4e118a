"""Nothing that a target says is obeyed by a terminal or by a CI system."""

from __future__ import annotations

import io

import pytest

from kraken_conformance.cli.output.clean_stream import CleanStream
from kraken_conformance.safety.terminal_text import harmless


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text, ünïcödé — 漢字\n", "plain text, ünïcödé — 漢字\n"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("\x1b]0;title\x07", "<U+001B>]0;title<U+0007>"),
        ("a\x00b\u202ec\ud800", "a<U+0000>b<U+202E>c<U+D800>"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\u2028::error ::x", "<U+2028>::error ::x"),
        ("::error ::x", ": :error ::x"),
        ("first\n  ::set-output name=x::y", "first\n  : :set-output name=x::y"),
        ("\r::error::x", "\n: :error::x"),
        (
            "a ##vso[task.complete] ##[error] ##teamcity[x]",
            "a # #vso[task.complete] # #[error] # #teamcity[x]",
        ),
        ("[::1]:80 a::b", "[::1]:80 a::b"),
    ],
)
def test_text_in_a_log(text: str, expected: str) -> None:
    assert harmless(text) == expected


def test_the_progress_of_a_terminal_stays() -> None:
    assert (
        harmless("\r\x1b[2K\x1b[32mok\x1b]0;x\x07", terminal=True)
        == "\r\x1b[2K\x1b[32mok<U+001B>]0;x<U+0007>"
    )


def test_a_stream_that_knows_few_characters() -> None:
    content = io.BytesIO()
    with io.TextIOWrapper(content, "ascii", write_through=True) as stream:
        CleanStream(stream).write("é \x1b\n")
        assert content.getvalue() == b"\\xe9 <U+001B>\n"
