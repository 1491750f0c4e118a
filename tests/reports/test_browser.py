from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

from kraken_conformance.reports import Run, write_reports
from tests.reports.chromium import Chromium
from tests.reports.hostile import HOSTILE
from tests.reports.synthetic import few_events, finding

SHOWN_ROWS = (
    "[...document.querySelectorAll('.matrix > tbody > tr[id]')].filter(row => !row.hidden).map(row => row.id)"
)
SHOWN_CARDS = (
    "[...document.querySelectorAll('.finding')].filter(card => !card.closest('[hidden]'))"
    ".map(card => card.id)"
)
SHOWN_CODES = (
    "[...document.querySelectorAll('.ledger > tbody > tr:not([hidden]) > th')].map(head => head.textContent)"
)


@pytest.fixture(scope="module")
def address(folder: Path) -> str:
    return (folder / "report.html").as_uri()


def focused(chromium: Chromium) -> str:
    return str(
        chromium.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.id")
    )


def test_the_page_opens_without_an_error_and_asks_for_nothing_else(chromium: Chromium, address: str) -> None:
    chromium.open(address)
    assert chromium.problems == []
    assert chromium.requested == [address]
    assert chromium.evaluate("performance.getEntriesByType('resource').length") == 0


def test_the_matrix_has_every_mutation_and_family(chromium: Chromium, address: str, run: Run) -> None:
    chromium.open(address)
    rows = chromium.evaluate(SHOWN_ROWS)
    assert len(rows) == len(run.subjects)
    assert chromium.evaluate("document.querySelectorAll('.matrix > thead th').length") == 1 + len(
        run.families
    )
    labels = chromium.evaluate("[...document.querySelectorAll('td.cell button')].map(b => b.ariaLabel)")
    subject = run.mutations[0]
    for family in run.families:
        assert f"{subject.name}, {family}: {subject.families.get(family, 'not exercised')}" in labels


def test_failures_come_first_in_the_matrix(chromium: Chromium, address: str) -> None:
    chromium.open(address)
    heads = "[...document.querySelectorAll('.matrix > tbody > tr > th button')].map(b => b.ariaLabel.split(': ')[1])"
    outcomes = chromium.evaluate(heads)
    order = ["failed", "blocked", "not exercised", "passed"]
    assert outcomes == sorted(outcomes, key=order.index)
    assert outcomes[0] == "failed"


def test_an_outcome_filters_the_matrix_and_stays_in_the_address(
    chromium: Chromium, address: str, run: Run
) -> None:
    chromium.open(address)
    chromium.evaluate("document.querySelector('[data-outcome=failed]').click()")
    failed = [subject for subject in run.subjects if subject.outcome == "failed"]
    assert len(chromium.evaluate(SHOWN_ROWS)) == len(failed)
    assert chromium.evaluate("document.querySelector('[data-outcome=failed]').ariaPressed") == "true"
    shared = chromium.evaluate("location.href")
    assert shared.endswith("#outcome=failed")
    chromium.open(shared)
    assert len(chromium.evaluate(SHOWN_ROWS)) == len(failed)
    chromium.evaluate("document.querySelector('#clear').click()")
    assert len(chromium.evaluate(SHOWN_ROWS)) == len(run.subjects)
    assert chromium.evaluate("location.hash") == ""


def test_the_search_finds_mutations_codes_and_messages(chromium: Chromium, address: str, run: Run) -> None:
    chromium.open(address)
    chromium.press("/")
    assert focused(chromium) == "Search mutations, codes and messages"
    chromium.write("acceptQuote")
    chromium.until("location.hash === '#q=acceptQuote'")
    assert "mutation-acceptQuote" in chromium.evaluate(SHOWN_ROWS)
    assert len(chromium.evaluate(SHOWN_ROWS)) < 5
    chromium.press("Escape")
    chromium.until("location.hash === ''")

    code = next(code for code in run.codes if code.declared_by and code.message)
    chromium.evaluate(f"location.hash = 'q={code.code}'")
    chromium.until(f"document.querySelector('#search').value === '{code.code}'")
    assert code.code in chromium.evaluate(SHOWN_CODES)
    assert f"mutation-{code.declared_by[0]}" in chromium.evaluate(SHOWN_ROWS)
    assert chromium.problems == []


def test_the_search_hides_findings_that_do_not_fit(chromium: Chromium, address: str, run: Run) -> None:
    first = run.failures[0]
    chromium.open(f"{address}#q={first.id}")
    assert chromium.evaluate(SHOWN_CARDS) == [f"finding-{first.id}"]
    chromium.open(f"{address}#q=nothinghasthis")
    assert chromium.evaluate(SHOWN_CARDS) == []
    assert chromium.evaluate(SHOWN_ROWS) == []
    assert (
        chromium.evaluate("document.querySelector('#count').textContent")
        == "0 mutations, 0 findings, 0 codes"
    )
    assert chromium.evaluate("document.querySelector('#findings .none').hidden") is False


def test_a_deep_link_opens_its_finding_even_where_it_is_folded(
    chromium: Chromium, address: str, run: Run
) -> None:
    for found in (run.failures[0], run.failures[-1], run.flaky[0], run.waived[-1]):
        chromium.open(f"{address}#finding-{found.id}")
        card = f"document.getElementById('finding-{found.id}')"
        assert chromium.evaluate(f"{card}.querySelector('details').open")
        assert chromium.evaluate(f"{card}.checkVisibility()")
        top = f"{card}.getBoundingClientRect().top"
        chromium.until(f"{top} >= 0 && {top} < innerHeight")
        chromium.until(f"{card}.contains(document.activeElement)")


def test_a_deep_link_to_what_the_filter_hides_lifts_the_filter(
    chromium: Chromium, address: str, run: Run
) -> None:
    found = run.failures[0]
    chromium.open(f"{address}#q=nothinghasthis")
    chromium.evaluate(f"location.hash = 'finding-{found.id}'")
    chromium.until(f"document.getElementById('finding-{found.id}').checkVisibility()")
    assert chromium.evaluate("document.querySelector('#search').value") == ""


def test_a_deep_link_opens_the_part_of_a_mutation(chromium: Chromium, address: str, run: Run) -> None:
    subject = next(subject for subject in run.mutations if subject.outcome == "failed")
    chromium.open(f"{address}#mutation-{subject.name}")
    panel = chromium.evaluate("document.querySelector('.matrix tr.detail').innerText")
    for title in ("Requirements", "Findings", "Error codes", "Timings", "Probes"):
        assert title in panel
    failed = [id_ for id_, tally in subject.requirements.items() if tally.outcome == "failed"]
    assert failed[0] in panel


SHOWN_SUCCESS = (
    "[...document.querySelectorAll('.success > tbody > tr:not([hidden]) > th')].map(head => head.textContent)"
)


def test_the_part_on_success_is_filtered_too(chromium: Chromium, address: str, run: Run) -> None:
    chromium.open(address)
    assert sorted(chromium.evaluate(SHOWN_SUCCESS)) == sorted(subject.name for subject in run.mutations)
    chromium.evaluate("location.hash = 'q=acceptQuote'")
    chromium.until("document.querySelector('#search').value === 'acceptQuote'")
    assert "acceptQuote" in chromium.evaluate(SHOWN_SUCCESS)
    assert len(chromium.evaluate(SHOWN_SUCCESS)) < 5
    chromium.open(f"{address}#server=AUTH")
    there = [subject.name for subject in run.mutations if subject.server == "AUTH"]
    assert sorted(chromium.evaluate(SHOWN_SUCCESS)) == sorted(there)
    chromium.open(f"{address}#q=nothinghasthis")
    assert chromium.evaluate("document.querySelector('#success .none').hidden") is False
    chromium.evaluate("document.querySelector('#clear').click()")
    chromium.evaluate("document.querySelector('.success th a').click()")
    chromium.until("document.querySelector('.matrix tr.detail') !== null")


@pytest.mark.parametrize("part", ["success", "requirements", "about"])
def test_a_link_from_outside_lands_at_its_part(chromium: Chromium, address: str, part: str) -> None:
    chromium.open(f"{address}#{part}")
    top = f"document.getElementById('{part}').getBoundingClientRect().top"
    chromium.until(f"{top} >= 0 && {top} < innerHeight")


def test_a_finding_says_when_it_was_first_seen(chromium: Chromium, address: str, run: Run) -> None:
    found = run.failures[0]
    chromium.open(f"{address}#finding-{found.id}")
    card = chromium.evaluate(f"document.getElementById('finding-{found.id}').innerText")
    for title in ("First seen", "Since", "Over the runs"):
        assert title in card


def test_the_matrix_is_used_with_the_keyboard(chromium: Chromium, address: str, run: Run) -> None:
    chromium.open(address)
    chromium.evaluate("document.querySelector('.matrix th button').focus()")
    chromium.press("ArrowDown")
    chromium.press("ArrowRight")
    second = chromium.evaluate(SHOWN_ROWS)[1].removeprefix("mutation-")
    assert focused(chromium).startswith(f"{second}, {run.families[0]}: ")
    chromium.press("End")
    assert focused(chromium).startswith(f"{second}, {run.families[-1]}: ")
    chromium.press("Enter")
    chromium.until("document.querySelector('.matrix tr.detail') !== null")
    assert chromium.evaluate("document.querySelector('.detail h3').textContent") == "Findings"
    chromium.press("Enter")
    chromium.until("document.querySelector('.matrix tr.detail') === null")
    chromium.press("Home")
    assert focused(chromium).startswith(f"{second}: ")
    assert chromium.evaluate("document.querySelectorAll('.matrix button[tabindex=\"0\"]').length") == 1


def test_the_ledger_counts_add_up_and_open(chromium: Chromium, address: str) -> None:
    chromium.open(address)
    chromium.evaluate("document.querySelector('#ledger .showall').click()")
    cells = (
        "[...document.querySelectorAll('.ledger > tbody > tr')].map(row => [...row.querySelectorAll('td.numbers')]"
        ".map(cell => Number(cell.textContent.replaceAll(',', '')) || 0))"
    )
    rows = chromium.evaluate(cells)
    assert len(rows) == 243
    for declared, provoked, observed, never, _ in rows:
        assert declared == provoked + observed + never
    chromium.evaluate("document.querySelector('.ledger th button').click()")
    assert "Provoked in" in chromium.evaluate("document.querySelector('.ledger .detail').innerText")


def test_a_command_can_be_copied(chromium: Chromium, address: str, run: Run) -> None:
    chromium.open(address)
    chromium.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chromium.evaluate("document.querySelector('.again .copy').click()")
    chromium.until("document.querySelector('.again .copy').textContent !== 'Copy'")
    assert chromium.evaluate("document.querySelector('.again code').textContent") == run.command


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_nothing_is_wider_than_the_window(chromium: Chromium, address: str, width: int) -> None:
    chromium.resize(width, 900)
    try:
        chromium.open(f"{address}#mutation-acceptQuote")
        assert chromium.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        chromium.resize(1440, 1000)


@pytest.mark.parametrize(
    ("place", "scheme", "width"),
    [
        ("", "light", 1440),
        ("", "dark", 390),
        ("#mutation-acceptQuote", "light", 390),
        ("#mutation-acceptQuote", "dark", 1440),
        ("#outcome=failed", "light", 1440),
        ("#outcome=failed", "dark", 390),
    ],
)
def test_axe_finds_nothing_wrong(
    chromium: Chromium, address: str, scheme: Literal["light", "dark"], width: int, place: str
) -> None:
    chromium.prefer(scheme)
    chromium.resize(width, 1000)
    try:
        chromium.open(f"{address}{place}")
        assert chromium.accessibility_violations() == []
    finally:
        chromium.prefer("light")
        chromium.resize(1440, 1000)


def test_on_paper_the_findings_are_open_and_closed_again_after(
    chromium: Chromium, address: str, run: Run
) -> None:
    chromium.open(address)
    opened = "document.querySelectorAll('.finding > details[open]').length"
    chromium.evaluate(f"addEventListener('beforeprint', () => {{ window.onPaper = {opened}; }})")
    assert chromium.page.pdf().startswith(b"%PDF")
    assert chromium.evaluate("window.onPaper") == len(run.findings)
    assert chromium.evaluate(opened) == 1


def test_hostile_content_does_nothing(chromium: Chromium, tmp_path: Path) -> None:
    events = few_events(2, findings=0)
    texts = list(HOSTILE.values())
    found = [
        finding(id=f"h{number}", mutation="acceptQuote", expected=text, actual=text, curl=text, label=text)
        for number, text in enumerate(texts)
    ]
    events[0]["contract"]["errors"] |= {f"KT-XX-{number}": text for number, text in enumerate(texts)}
    for event in events:
        if event["type"] == "outcome":
            event["reasons"] = texts
    write_reports([*events[:-1], *found, events[-1]], tmp_path, formats=["html"])
    address = (tmp_path / "report.html").as_uri()
    chromium.open(f"{address}#mutation-acceptQuote")
    assert chromium.evaluate("window.broken") is None
    assert chromium.problems == []
    assert chromium.requested == [address]
    shown = chromium.evaluate("document.querySelector('.detail').innerText")
    assert "</script>" in shown
    for hash_ in (json.dumps(texts[0]), "%", "q=%&outcome=%E0&server=nothing", "finding-nothing"):
        chromium.open(f"{address}#{hash_}")
        assert chromium.problems == []
