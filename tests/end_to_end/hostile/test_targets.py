"""Whatever a target answers, a run ends by itself, with a verdict, a report, no secret and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from kraken_conformance.history import History
from tests.end_to_end.hostile.kinds import KINDS
from tests.end_to_end.hostile.login_kinds import LOGINS
from tests.end_to_end.hostile.runs import hostile_run, require_sound
from tests.end_to_end.hostile.servers import hostile

TOKEN = "tok-4f1c9e7ab2d85306"

WORDS = ("--mutation", "selfReading", "--max-examples", "2", "--timeout", "3", "--patience", "4")


QUICK = (
    *("gzip_bomb", "interim_headers_for_ever", "levels_900", "lone_surrogate"),
    *("cycle_of_inputs", "terminal_escapes", "token_in_a_code", "wrong_kinds_of_values"),
)


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in KINDS]
)
def test_a_run_ends_in_good_order(name: str, tmp_path: Path) -> None:
    with hostile(KINDS[name]) as url:
        done = hostile_run(tmp_path, "--url", url, *WORDS, token=TOKEN)
    require_sound(done, tmp_path, TOKEN)


def test_a_schema_that_is_too_large_leaves_that_of_the_contract(tmp_path: Path) -> None:
    with hostile(KINDS["types_50000"]) as url:
        done = hostile_run(tmp_path, "--url", url, *WORDS, token=TOKEN)
    require_sound(done, tmp_path, TOKEN)
    assert done.returncode == 1, done.stdout
    assert "schema cannot be read (the answer has more than" in (tmp_path / "evidence.jsonl").read_text()


@pytest.mark.parametrize(
    "name",
    [name if name == "a word of evidence" else pytest.param(name, marks=pytest.mark.slow) for name in LOGINS],
)
def test_a_run_with_an_api_key_ends_in_good_order(name: str, tmp_path: Path) -> None:
    words = (
        "--auth-url",
        "--api-key",
        TOKEN,
        "--mutation",
        "obtainKrakenToken",
        "--max-minutes",
        "0.5",
        *WORDS,
    )
    with hostile(LOGINS[name]) as url:
        done = hostile_run(tmp_path, "--url", url, words[0], url, *words[1:], token=None)
    require_sound(done, tmp_path, TOKEN)


def test_half_a_character_in_an_answer_is_remembered(tmp_path: Path) -> None:
    output, past = tmp_path / "report", tmp_path / "past"
    with hostile(KINDS["lone_surrogate"]) as url:
        done = hostile_run(output, "--url", url, "--history", str(past), "-n", "2", *WORDS, token=TOKEN)
    require_sound(done, output, TOKEN)
    with History(past, must_exist=True) as history:
        (run,) = history.runs(url)
    assert any(r"\ud800" in finding.actual for finding in run.findings)
