from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import strategies as st

from kraken_conformance.model.case import Case
from kraken_conformance.runner.generation.case_generation import case_seed, draw, minimise

CASES = st.builds(
    lambda numbers: Case("valid-input", "API", "m", variables={"numbers": numbers}),
    st.lists(st.integers(0, 1000)),
)


def test_the_same_seed_gives_the_same_cases() -> None:
    assert draw(CASES, 50, 7) == draw(CASES, 50, 7)
    assert draw(CASES, 50, 7) != draw(CASES, 50, 8)


NUMBERS = st.integers(0, 10**6).map(lambda number: Case("valid-input", "API", "m", variables={"n": number}))


@pytest.mark.parametrize("count", [1, 2, 5, 6, 50, 400])
def test_the_simplest_case_is_there_once_and_the_others_are_others(count: int) -> None:
    cases = draw(NUMBERS, count, 7)
    assert cases[0].variables == {"n": 0}
    assert len(cases) == count
    assert len({case.key() for case in cases}) >= 0.9 * count


def test_of_few_cases_each_is_drawn() -> None:
    few = st.sampled_from("abc").map(lambda letter: Case("valid-input", "API", "m", variables={"l": letter}))
    assert {case.variables["l"] for case in draw(few, 50, 7)} == set("abc")


def test_what_else_is_loaded_makes_no_difference(tmp_path: Path) -> None:
    program = tmp_path / "draws.py"
    program.write_text(
        "import sys\n"
        "from hypothesis import strategies as st\n"
        "from kraken_conformance.model.case import Case\n"
        "from kraken_conformance.runner.generation.case_generation import draw\n"
        "if len(sys.argv) > 1: import constants\n"
        "values = st.tuples(st.text(), st.integers())\n"
        "cases = st.builds(lambda v: Case('p', 'API', 'm', variables={'v': v}), values)\n"
        "print([case.variables for case in draw(cases, 1000, 7)])\n"
    )
    (tmp_path / "constants.py").write_text(
        f"WORDS = {[f'word{number}' for number in range(200)]!r}\nNUMBERS = {[*range(1_000_000, 1_000_200)]!r}\n"
    )

    def run(*arguments: str) -> str:
        command = [sys.executable, str(program), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout

    assert run() == run("with constants")


def test_a_seed_depends_on_the_subject_and_the_probe_alone() -> None:
    assert case_seed(1, "acceptQuote", "valid-input") == case_seed(1, "acceptQuote", "valid-input")
    assert (
        len({case_seed(1, "a", "b"), case_seed(1, "ab", ""), case_seed(2, "a", "b"), case_seed(1, "b", "a")})
        == 4
    )


def test_minimise_finds_the_smallest_case() -> None:
    def breaks(case: Case) -> bool:
        return any(number > 10 for number in case.variables["numbers"])

    smallest = minimise(CASES, 50, 7, breaks)
    assert smallest is not None
    assert smallest.variables == {"numbers": [11]}


def test_minimise_begins_with_the_cases_that_were_drawn() -> None:
    tried: list[Case] = []
    assert minimise(CASES, 50, 7, lambda case: bool(tried.append(case))) is None
    assert tried == draw(CASES, 50, 7)


def test_an_answer_that_changes_its_mind_does_not_disturb() -> None:
    seen: set[str] = set()

    def breaks_once(case: Case) -> bool:
        first = case.key() not in seen
        seen.add(case.key())
        return first

    assert minimise(CASES, 50, 7, breaks_once) is not None
