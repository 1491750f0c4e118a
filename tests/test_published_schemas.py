"""The JSON Schemas that are shipped: made of the types, strict, and held by what the commands write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema
from jsonschema import Draft202012Validator

from kraken_conformance.event_schema import problems
from kraken_conformance.spec import load_contract
from kraken_conformance.spec.diff.contract_diff import diff
from tests.published_schemas import PUBLISHED, ROOT, text_of
from tests.reports.synthetic import few_events

EVERY = [
    *PUBLISHED,
    "reports/results.schema.json",
    "spec/contract-export.schema.json",
    "spec/contract-export-1.schema.json",
]


def published(path: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((ROOT / path).read_text("utf-8")))


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_schema_is_what_the_types_say(path: str) -> None:
    assert (ROOT / path).read_text("utf-8") == text_of(path)  # `python -m tests.published_schemas` writes it


@pytest.mark.parametrize("path", EVERY)
def test_a_schema_is_one(path: str) -> None:
    Draft202012Validator.check_schema(published(path).schema)


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_schema_describes_every_key(path: str) -> None:
    loose = [one for one in objects(published(path).schema) if one.get("additionalProperties") is not False]
    assert loose == []


def test_the_schemas_are_in_the_package() -> None:
    package = files("kraken_conformance")
    for path in EVERY:
        assert package.joinpath(path.removeprefix("conformance/")).is_file(), path


def test_a_diff_is_what_its_schema_says() -> None:
    contract = load_contract("oefr")
    other = build_schema("type Query { a: Int } type Mutation { selfReading(a: Int): Int! another: String }")
    found = diff(contract, other).as_json()
    assert found["changes"]
    check = published("spec/contract-diff.schema.json")
    check.validate(found)
    check.validate(diff(contract, contract).as_json())
    assert not check.is_valid({**found, "more": 1})


@pytest.mark.parametrize("kind", ["header", "result", "outcome", "finding", "footer"])
@pytest.mark.parametrize("value", [None, True, -1, 1.5, "a text", [], [None], {}, {"a": None}])
def test_lines_are_judged_as_the_schema_does(kind: str, value: Any) -> None:
    """Each key in turn is another value, or is not there. A reader lets keys through that it does not know."""
    text = (ROOT / "conformance/evidence.schema.json").read_text("utf-8")
    schema = json.loads(text.replace('"additionalProperties": false', '"additionalProperties": true'))
    check = Draft202012Validator({**schema, "oneOf": [{"$ref": f"#/$defs/{kind.capitalize()}Event"}]})
    event = next(event for event in few_events() if event["type"] == kind)
    event.get("case", {}).update(CASE)
    event.get("configuration", {}).update({"contract": "oefr", "selection": {"server": None, "probe": []}})
    check.validate(event)
    assert problems(event, whole=True) == []
    for key in event.keys() - {"type"}:
        for changed in ({**event, key: value}, {name: one for name, one in event.items() if name != key}):
            assert check.is_valid(changed) == (not problems(changed, whole=True)), (key, changed.get(key))


CASE = {
    "probe": "valid-input",
    "server": "API",
    "mutation": "acceptQuote",
    "operation": None,
    "expectation": "accepted",
    "label": "",
    "credentials": "token",
    "headers": [],
    "raw": None,
    "fault": None,
    "provokes": None,
    "before": [],
}


def test_a_report_does_without_what_has_a_default() -> None:
    header = few_events()[0]
    header["configuration"] |= {"contract": "oefr", "selection": {}}
    del header["run_id"], header["seed"], header["configuration"]["max_examples"]
    assert problems(header, whole=False) == []
    assert problems(header, whole=True) == [
        "header has no `run_id`: expected text",
        "header has no `seed`: expected a whole number",
        "header has no `configuration.max_examples`: expected a whole number",
    ]


def test_what_is_wrong_is_named_at_its_place() -> None:
    header = few_events()[0]
    header["contract"]["mutations"] = 3
    (problem,) = problems(header, whole=False)
    assert problem.startswith(
        "`contract.mutations` of header is 3: expected a list in which each value is an object"
    )


def test_the_documents_name_every_schema() -> None:
    pages = "".join(page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md"))
    assert [path for path in EVERY if Path(path).name not in pages] == []
