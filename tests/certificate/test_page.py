from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

from kraken_conformance.certificate import archive
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
    certificate = document(certified)
    texts = Tags(render(certificate)).texts
    for id_ in certificate["requirements"]:
        assert id_ in texts
    absent = [id_ for id_, entry in certificate["requirements"].items() if entry["outcome"] != "passed"]
    assert absent
    assert any("They are not passed: " + ", ".join(absent) in text for text in texts)


def test_nothing_in_a_certificate_becomes_markup(certified: Certified) -> None:
    certificate = document(certified)
    certificate["product"] = certificate["target"]["url"] = "<script>alert(1)</script>"
    certificate["remarks"] = [{"requirement": "<img src=x>", "level": "SHOULD", "findings": 1}]
    tags = Tags(render(certificate)).tags
    assert "script" not in tags
    assert "img" not in tags
