"""After how many mutations in a row the token of a run is held to be rejected."""

from __future__ import annotations

from typing import Any

from kraken_conformance.runner.execution.token_watch import IN_A_ROW, TokenWatch
from tests.judging.test_verdict import REFUSAL, SUCCESS, answer, result


def rejected() -> Any:
    """Return the result of a mutation whose every answer is a refusal of who asks."""
    return [result("one", answer("before", "KT-CT-1124 'Invalid token.'", about=True))]


def test_it_takes_several_mutations_in_a_row() -> None:
    watch = TokenWatch({})
    for number in range(IN_A_ROW):
        assert watch.rejected("API") is None, number
        watch.note("API", rejected())
    reason = str(watch.rejected("API"))
    assert reason.startswith("the token was not accepted by API for 3 mutations in a row")
    assert "KT-CT-1124 'Invalid token.'" in reason
    assert watch.rejected("AUTH") is None


def test_a_success_between_them_begins_the_row_again() -> None:
    watch = TokenWatch({})
    for _ in range(4):
        for _ in range(IN_A_ROW - 1):
            watch.note("API", rejected())
        watch.note("API", [result("one", SUCCESS)])
    assert watch.rejected("API") is None


def test_another_site_has_a_row_of_its_own() -> None:
    watch = TokenWatch({})
    for _ in range(IN_A_ROW - 1):
        watch.note("API", rejected())
        watch.note("AUTH", rejected())
    assert watch.rejected("API") is None
    assert watch.rejected("AUTH") is None


def test_a_mutation_without_answers_says_nothing() -> None:
    watch = TokenWatch({})
    for _ in range(IN_A_ROW - 1):
        watch.note("API", rejected())
    watch.note("API", [result("one", state="blocked", reason="no token")])
    assert watch.rejected("API") is None
    watch.note("API", rejected())
    assert watch.rejected("API") is not None


def test_errors_of_a_mutation_itself_show_that_the_token_is_accepted() -> None:
    watch = TokenWatch({})
    for _ in range(IN_A_ROW + 1):
        watch.note("API", [result("one", REFUSAL)])
    assert watch.rejected("API") is None
