"""Bodies are laid out for people, and the place that a finding is about is marked."""

from __future__ import annotations

import json

import pytest

from kraken_conformance.reports.text.readable_message import MARK, readable_request, readable_response

BODY = json.dumps(
    {"data": {"m": {"a": 1, "items": [{"b": "é"}, {"b": None}], "none": []}}}, ensure_ascii=False
)


def marked(*path: str | int) -> list[str]:
    return [line.strip() for line in readable_response(BODY, path).splitlines() if line.endswith(MARK)]


def test_without_a_place_it_is_the_usual_layout() -> None:
    assert readable_response(BODY, ()) == json.dumps(json.loads(BODY), indent=2, ensure_ascii=False)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("data", "m", "a"), f'"a": 1,{MARK}'),
        (("data", "m"), f'"m": {{{MARK}'),
        (("data", "m", "items", 1, "b"), f'"b": null{MARK}'),
        (("data", "m", "items", 0), f"{{{MARK}"),
        (("data", "m", "none"), f'"none": []{MARK}'),
        (("data", "m", "missing", "deeper"), f'"m": {{{MARK}'),
        (("data", "m", "items", 7), f'"items": [{MARK}'),
        (("errors", 0, "message"), f"{{{MARK}"),
    ],
)
def test_one_line_is_marked(path: tuple[str | int, ...], line: str) -> None:
    assert marked(*path) == [line]


@pytest.mark.parametrize("body", ["", "<html>", "{broken", "1", '"text"', "[" * 50_000])
def test_what_is_no_object_stays_as_it_is(body: str) -> None:
    assert readable_response(body, ("data",)) == body
    assert readable_request(body) == body


def test_the_document_is_text_and_its_variables_come_after_it() -> None:
    body = json.dumps(
        {"query": "mutation M {\n  m\n}", "operationName": "M", "variables": {"input": {"a": "é"}}}
    )
    assert readable_request(body) == (
        'mutation M {\n  m\n}\n\nvariables: {\n  "input": {\n    "a": "é"\n  }\n}\n\noperationName: "M"'
    )


def test_a_body_that_holds_no_document_is_laid_out() -> None:
    assert readable_request('{"a": 1}') == '{\n  "a": 1\n}'
