from __future__ import annotations

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from kraken_conformance.certificate import archive
from kraken_conformance.certificate.document import Issue, certificate
from kraken_conformance.reports.formats.certificate_page import render
from tests.certificate.certified import Certified


class Tags(HTMLParser):
    """The tags and the texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def document(certified: Certified) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(certified.members[archive.CERTIFICATE])
    return content


def test_the_page_shows_each_requirement_with_its_outcome(certified: Certified) -> None:
    made = document(certified)
    texts = Tags(render(made)).texts
    for id_ in made["requirements"]:
        assert id_ in texts
    absent = [id_ for id_, entry in made["requirements"].items() if entry["outcome"] != "passed"]
    assert absent
    assert any("They are not passed: " + ", ".join(absent) in text for text in texts)


def test_mutations_that_work_for_few_inputs_alone_are_named(certified: Certified) -> None:
    issue = Issue("core", None, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    tool = {"tool": document(certified)["tool"]}
    events = certified.events
    assert certificate(events, tool, issue)["mutations"]["rarely_succeeded"] == {}
    outcome = next(event for event in events if event["type"] == "outcome" and event["mutation"])
    outcome["valid"] = {"sent": 60, "succeeded": 1}
    made = certificate(events, tool, issue)
    assert made["mutations"]["rarely_succeeded"] == {outcome["mutation"]: {"sent": 60, "succeeded": 1}}
    assert " (1 of 60)." in Tags(render(made)).texts


def test_nothing_in_a_certificate_becomes_markup(certified: Certified) -> None:
    made = document(certified)
    made["product"] = made["target"]["url"] = "<script>alert(1)</script>"
    made["remarks"] = [{"requirement": "<img src=x>", "level": "SHOULD", "findings": 1}]
    tags = Tags(render(made)).tags
    assert "script" not in tags
    assert "img" not in tags


def test_the_page_says_under_whose_names_requests_were_sent(certified: Certified) -> None:
    made = document(certified)
    assert any("some as Apollo Kotlin sends them" in text for text in Tags(render(made)).texts)
    target = made["target"]
    alone = {server: dict.fromkeys(clients, "why") for server, clients in target["clients"].items()}
    for changed in ({**target, "clients": alone}, {**target, "clients": {}}):
        texts = Tags(render({**made, "target": changed})).texts
        assert any("very request under one name" in text for text in texts)
        assert not any("some as" in text for text in texts)
