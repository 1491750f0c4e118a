from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kraken_conformance.reports import Run, summarise
from kraken_conformance.reports.formats.html import render
from kraken_conformance.reports.formats.results import results
from kraken_conformance.reports.text.text_diff import marked
from tests.reports.synthetic import Plan, few_events, finding, run_events

VOID = {"meta", "link", "br", "img", "input", "use", "circle", "rect", "path", "polygon", "line", "wbr", "hr"}


class Page(HTMLParser):
    """Collects what the tests ask of a page, and fails on tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.visible: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"] or "")
        self.references += [values[name] or "" for name in ("href", "src", "action") if name in values]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "noscript"} & set(self.open):
            self.visible.append(data)


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return (folder / "report.html").read_text("utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_what_was_sent_before_a_finding_is_shown_in_order_and_cut_to_size() -> None:
    def step(name: str, body: str) -> dict[str, object]:
        request = {"method": "POST", "url": "https://here/graphql/", "headers": {}, "body": body}
        return {
            "mutation": name,
            "request": request,
            "response": {"status": 200, "body": f"answer to {name}"},
        }

    long = finding(before=[step("createMfaDevice", "{}"), step("deleteMfaDevice", "x" * 300_000)])
    page = Page(render(summarise([*few_events(2)[:-1], long])))
    shown = " ".join("".join(page.visible).split())
    places = [
        shown.find(text)
        for text in (
            *("Step 1: createMfaDevice 200 OK", "answer to createMfaDevice"),
            *("Step 2: deleteMfaDevice 200 OK", "answer to deleteMfaDevice"),
        )
    ]
    assert -1 not in places
    assert sorted(places) == places
    assert "Request, minimised" in shown[places[-1] :]
    assert "Cut: the body had 300,000 characters." in shown


def test_ids_are_unique_and_every_link_leads_to_one(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert {reference.removeprefix("#") for reference in page.references} <= set(page.ids)


def test_nothing_refers_to_the_outside(text: str, page: Page) -> None:
    assert all(reference.startswith("#") for reference in page.references)
    assert re.findall(r"@import|url\(", text) == []


def test_the_policy_lets_only_the_script_of_the_page_run(text: str) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 1
    allowed = b64encode(sha256(scripts[0].encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{allowed}'" in text


def test_without_a_script_the_verdict_and_every_finding_can_be_read(page: Page, run: Run) -> None:
    shown = "".join(page.visible)
    assert "Non-conformant" in shown
    for found in run.findings:
        assert f"finding-{found.id}" in page.ids
        assert found.curl in shown
        assert found.replay in shown
    assert run.command in shown
    assert run.contract_sha256 in shown


def test_what_is_to_be_fixed_first_comes_before_everything_else(page: Page, run: Run) -> None:
    shown = "".join(page.visible)
    first = run.failures[0]
    requirement = next(
        entry.requirement for entry in run.requirements if entry.requirement.id == first.requirement
    )
    assert shown.index("Fix first") < shown.index(requirement.text) < shown.index("Findings")
    assert page.references.index(f"#finding-{first.id}") < page.references.index("#findings")


def test_headings_leave_no_level_out_and_there_is_one_title(page: Page) -> None:
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert {"header", "nav", "main", "footer"} <= set(page.tags)


def test_a_table_has_heads_with_scope(text: str) -> None:
    assert re.findall(r"<th(?![^>]*scope)[^>]*>", text.partition("<script")[0].replace("<thead>", "")) == []


def test_a_partial_report_says_so_at_the_top() -> None:
    shown = "".join(Page(render(summarise([*few_events(2)[:-1], finding()]))).visible)
    assert shown.index("This report is partial") < shown.index("Findings")
    assert "no footer" in shown


def test_a_waiver_that_is_over_says_so() -> None:
    events = few_events(2, findings=0)
    over = finding(id="1", waived={"reason": "old", "expires": "2026-11-01"})
    current = finding(id="2", waived={"reason": "new", "expires": "2026-12-01"})
    assert "This waiver ended on 2026-11-01" in render(summarise([*events[:-1], over, events[-1]]))
    assert "This waiver ended" not in render(summarise([*events[:-1], current, events[-1]]))


def test_a_finding_without_an_exchange_is_shown() -> None:
    events = few_events(2, findings=0)
    bare = finding(request=None, response={}, curl=None, replay=None, path=[], label=None, confirmed=None)
    shown = "".join(Page(render(summarise([*events[:-1], bare, events[-1]]))).visible)
    assert "the response as a whole" in shown


def test_difference_is_marked_where_texts_are_alike() -> None:
    expected, actual = marked("status is ACTIVE here", "status is Active here")
    assert expected == "status is <mark>ACTIVE</mark> here"
    assert actual == "status is <mark>Active</mark> here"
    assert marked("<a> & b", "quite other") == ("&lt;a&gt; &amp; b", "quite other")


def test_a_page_of_five_hundred_large_findings_stays_small() -> None:
    events = run_events(Plan(cases=100_000, findings=500))
    nasty = {"expected": "<&>" * 20_000, "actual": "&" * 60_000, "curl": "'<" * 30_000}
    for event in events:
        if event["type"] == "finding":
            event |= nasty
            event["request"]["body"] = event["response"]["body"] = "<>&" * 30_000
            event["response"]["headers"] = {f"x-{number}": "&" * 9_000 for number in range(60)}
    assert len(render(summarise(events)).encode()) < 5_000_000


def test_thousands_of_findings_do_not_become_thousands_of_cards() -> None:
    events = few_events(2, findings=0)
    many = [finding(id=f"{number}", requirement=f"shape.n{number % 7}") for number in range(5_000)]
    page = Page(render(summarise([*events[:-1], *many, events[-1]])))
    cards = [id_ for id_ in page.ids if id_.startswith("finding-")]
    assert 100 < len(cards) <= 700
    assert "that this page has no room for" in "".join(page.visible)


def test_the_data_of_the_page_holds_every_mutation_and_code(text: str, run: Run) -> None:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    data = json.loads(found.group(1))
    assert [entry["name"] for entry in data["subjects"]] == [subject.name for subject in run.subjects]
    assert [entry[0] for entry in data["codes"]] == [code.code for code in run.codes]
    assert len([entry for entry in data["codes"] if entry[5]]) == 235


def test_older_runs_of_the_trend_are_folded() -> None:
    earlier = results(summarise(few_events(2, findings=0)))
    history = [{**earlier, "started_at": f"2026-10-{day:02}T10:00:00Z"} for day in range(1, 32)]
    page = render(summarise(few_events(2, findings=0), history=history))
    begin = page.index('id="trend"')
    fold = page.index("2 older runs</summary>", begin)
    rows = [page.index(f'<th scope="row">2026-{day}', begin) for day in ("11-23", "10-03", "10-02", "10-01")]
    assert [*rows[:2], fold, *rows[2:]] == sorted((*rows, fold))
