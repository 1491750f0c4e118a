"""What an engineer needs at the end of a failing run: which mutation, where in the answer, what came, how to see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kraken_conformance.cli.output import summary
from kraken_conformance.cli.output.console import Output
from kraken_conformance.reports.formats.ci_annotations import render
from kraken_conformance.reports.run.from_events import summarise
from kraken_conformance.reports.text.path_words import place_words
from tests.reports.synthetic import few_events, finding

PLACE = "errors[0].extensions.errorCode"
FOUND = {
    "path": ["errors", 0, "extensions", "errorCode"],
    "expected": f"one of {', '.join(f'KT-CT-{number}' for number in range(1100, 1120))}",
    "actual": "KT-XX-1\n::error ::pwned",
    "label": "input.code: accented text",
    "replay": "kraken-conformance replay 3d0c91aa",
}


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[[int, bool], list[str]]:
    def of(width: int, terminal: bool) -> list[str]:
        console = Output(
            soft_wrap=True, highlight=False, width=width, force_terminal=terminal, color_system=None
        )
        summary._findings(console, [*few_events(0), finding(**FOUND)], "must", {})  # type: ignore[list-item]
        return capsys.readouterr().out.splitlines()

    return of


def test_a_finding_says_where_and_with_which_request(printed: Callable[[int, bool], list[str]]) -> None:
    lines = printed(80, False)
    assert f"  at       {PLACE}" in lines
    assert any(line.startswith("  request  input.code: accented text (") for line in lines)
    assert "  kraken-conformance replay 3d0c91aa" in lines
    assert len([line for line in lines if "KT-CT-11" in line]) == 1  # a log is searched by lines


@pytest.mark.parametrize("width", [20, 80, 120])
def test_at_a_terminal_long_texts_stay_in_their_column(
    printed: Callable[[int, bool], list[str]], width: int
) -> None:
    lines = [line for line in printed(width, True) if "KT-CT-11" in line]
    assert len(lines) > 1
    assert all(line.startswith(" " * summary.INDENT) for line in lines[1:])
    assert all(len(line) <= max(width, summary.INDENT + summary.NARROWEST) for line in lines)


def test_annotations_say_where_and_how_to_see_it_again() -> None:
    text = render(summarise([*few_events(0), finding(**FOUND)]))  # type: ignore[list-item]
    assert f"%0Aat: {PLACE}%0A" in text
    assert "%0Akraken-conformance replay 3d0c91aa" in text


def test_a_place_is_one_line_of_bounded_length() -> None:
    assert place_words(()) == "the response as a whole"
    assert place_words(("data", "a\n::error ::x", 3)) == "data.a ::error ::x[3]"
    assert len(place_words(("x" * 10_000,) * 100)) <= 200
