from __future__ import annotations

from typing import Any

from kraken_conformance.reports import Run, summarise
from kraken_conformance.reports.formats import markdown
from kraken_conformance.reports.formats.html import render
from kraken_conformance.reports.run.reached_mutations import (
    answers,
    pool_words,
    reached,
    short_of,
    success_words,
)
from tests.reports.synthetic import Event, few_events


def events_with(succeeded: dict[str, int], **lacking: list[str]) -> list[Event]:
    """A run of four mutations, of which the probe `valid-input` alone may have succeeded."""
    events = few_events(4, findings=0)
    for event in events:
        if event["type"] == "result":
            own = event["probe"] == "valid-input"
            event |= {
                "succeeded": succeeded.get(event["mutation"], 0) if own else 0,
                "errors_observed": {"KT-CT-1111": 5, "KT-CT-8201": 7} if own and event["mutation"] else {},
            }
    events[-1]["lacking_pools"] = lacking
    return events


def run_with(succeeded: dict[str, int], **lacking: list[str]) -> Run:
    return summarise(events_with(succeeded, **lacking))


def test_only_selected_mutations_count() -> None:
    run = run_with({"acceptQuote": 3})
    assert [subject.name for subject in reached(run)] == ["acceptQuote"]
    assert len(short_of(run)) == 3
    assert success_words(run) == "1 of 4 mutations reached success at least once"


def test_a_dry_run_is_no_success() -> None:
    events = events_with({})
    for event in events:
        if event["type"] == "result" and event["probe"] == "dry-run":
            event["succeeded"] = 4
    assert reached(summarise(events)) == []


def test_those_that_a_pool_may_help_come_first_with_their_most_frequent_answers() -> None:
    run = run_with({"acceptQuote": 1}, amendPayment=["accountNumber", "paymentId"])
    first = short_of(run)[0]
    assert (first.name, first.lacking_pools) == ("amendPayment", ("accountNumber", "paymentId"))
    assert answers(first) == [("KT-CT-8201", 7), ("KT-CT-1111", 5)]


def test_pools_are_told_by_how_many_they_may_help() -> None:
    assert pool_words([["a", "b"], ["b"], []]) == "b (2), a (1)"
    assert pool_words([list("abcdefg")]).endswith("and 2 more")
    assert pool_words([[], []]) == ""


def part(text: str, begin: str, end: str) -> str:
    return text[text.index(begin) : text.index(end, text.index(begin))]


def test_html_and_markdown_say_what_was_lacking() -> None:
    run = run_with({"acceptQuote": 1}, amendPayment=["accountNumber"])
    page = part(render(run), '<section id="success"', '<section id="requirements"')
    text = part(markdown.render(run), "### Never reached success", "</details>")
    for told in ("amendPayment", "KT-CT-8201", "accountNumber"):
        assert told in page
        assert told in text
    assert "Received an invalid quoteId." in page
    assert "acceptQuote" not in text
    assert "1 mutation that reached it" in page


def test_nothing_is_lacking_where_all_reached_success() -> None:
    names = [subject.name for subject in summarise(few_events(4)).mutations if subject.selected]
    run = run_with(dict.fromkeys(names, 2))
    assert "### Never reached success" not in markdown.render(run)
    assert "Never, and why" not in render(run)


def test_a_hostile_key_is_shown_as_text() -> None:
    hostile: dict[str, Any] = {"acceptQuote": ["<script>broken()</script>|`@x`"]}
    run = run_with({}, **hostile)
    assert "<script>broken" not in render(run).replace("<script>(", "")
    assert "<script>broken" not in markdown.render(run)


def test_a_title_in_markdown_shows_no_backslashes() -> None:
    text = markdown.render(run_with({}, amendPayment=["accountNumber"]))
    assert "pools that may help: accountNumber (1)</summary>" in text
