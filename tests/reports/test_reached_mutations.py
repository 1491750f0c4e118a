from __future__ import annotations

from typing import Any

from kraken_conformance.reports import Run, summarise
from kraken_conformance.reports.formats import markdown
from kraken_conformance.reports.formats.html import render
from kraken_conformance.reports.run.reached_mutations import (
    answers,
    help_words,
    reached,
    share_words,
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
    events[-1]["helps"] = [
        {"do": f"give known values: the pool {keys[0]} of a profile", "mutations": [name]}
        for name, keys in lacking.items()
    ]
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


def test_what_helps_is_named_with_how_many_it_may_help() -> None:
    assert help_words(run_with({}, acceptQuote=["quoteId"])) == (
        "give known values: the pool quoteId of a profile (1 mutation)"
    )
    assert help_words(run_with({}, **{f"m{place}": ["a"] for place in range(7)})).endswith("and 2 more")
    assert help_words(run_with({})) == ""


def test_the_share_of_valid_inputs_that_succeeded_is_given_for_the_lowest() -> None:
    events = events_with({})
    names = [event["mutation"] for event in events if event["type"] == "outcome" and event["mutation"]]
    for event in events:
        if event["type"] == "outcome" and event["mutation"]:
            succeeded = 1 if event["mutation"] == names[2] else 60
            event |= {
                "succeeded": succeeded,
                "evidence": {"kind": "succeeded", "reason": "", "advice": "", "excuse": None},
                "valid": {"sent": 62, "succeeded": succeeded},
            }
    run = summarise(events)
    assert share_words(run).startswith(f"181 of 248 succeeded; lowest: {names[2]} 1 of 62")
    assert "1 of 62" in render(run)
    assert f"{names[2]} 1 of 62" in markdown.render(run)


def test_what_was_left_out_is_not_said_to_lack_success() -> None:
    events = events_with({})
    for event in events:
        if event["type"] == "outcome" and event["mutation"]:
            event["evidence"] = {"kind": "excluded", "reason": "its effects are not allowed", "advice": ""}
    assert short_of(summarise(events)) == []


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
    assert "what helps: give known values: the pool accountNumber of a profile (1 mutation)</summary>" in text
