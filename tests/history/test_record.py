"""What is remembered of a run, and how the reports get it back."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.exceptions import EvidenceError
from kraken_conformance.history.as_results import as_results
from kraken_conformance.history.record import LONGEST, past_run, target_of

FINDING = {
    "type": "finding",
    "id": "1a",
    "requirement": "error.path",
    "level": "MUST",
    "decides": True,
    "mutation": "one",
    "server": "API",
    "expected": "e" * (LONGEST + 1),
    "actual": "a",
}


def outcome(mutation: str | None, whole: str, **requirements: str) -> dict[str, Any]:
    own = {id_.replace("_", "."): {"outcome": found} for id_, found in requirements.items()}
    return {"type": "outcome", "mutation": mutation, "server": "API", "outcome": whole, "requirements": own}


def events(**target: Any) -> Any:
    return [
        {
            "type": "header",
            "run_id": "r",
            "started_at": "2026-11-28T10:00:00Z",
            "contract": {"name": "oefr", "version": "1", "sha256": "c0"},
            "configuration": {"fail_on": "must", "embedded": False},
            "target": {"url": "http://u:p@host/graphql/", **target},
        },
        FINDING,
        {
            **FINDING,
            "id": "2b",
            "mutation": None,
            "level": "SHOULD",
            "flaky": True,
            "waived": {"reason": "r"},
        },
        outcome("one", "failed", error_path="failed", error_list="passed"),
        outcome(None, "passed", http_json="passed"),
        {
            "type": "footer",
            "verdict": "non-conformant",
            "duration_s": 2.5,
            "scope": {"words": "1 of 2"},
            "counts": {"mutations": 1, "cases": 3, "requests": 4},
        },
    ]


def test_a_run_is_remembered_with_its_outcomes_and_findings() -> None:
    run = past_run(events())
    assert (run.run_id, run.contract, run.contract_sha256) == ("r", "oefr 1", "c0")
    assert (run.mutations, run.cases, run.requests, run.duration_s) == (1, 3, 4, 2.5)
    assert (run.verdict, run.scope) == ("non-conformant", "1 of 2")
    assert run.outcomes == {
        ("one", ""): "failed",
        ("one", "error.path"): "failed",
        ("one", "error.list"): "passed",
        ("server API", ""): "passed",
        ("server API", "http.json"): "passed",
    }
    first, second = run.findings
    assert (first.subject, first.decides, first.flaky, first.waived) == ("one", True, False, False)
    assert (len(first.expected), first.actual) == (LONGEST, "a")
    assert (second.subject, second.decides, second.flaky, second.waived) == ("server API", False, True, True)


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None)])
def test_a_run_without_a_beginning_or_an_end_is_not_remembered(cut: slice) -> None:
    with pytest.raises(EvidenceError, match="--resume"):
        past_run(events()[cut])


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ({"configuration": {"embedded": True}, "target": {"url": "http://127.0.0.1:1/"}}, "embedded"),
        ({"target": {"url": "http://host/", "auth_url": "http://auth/"}}, "http://host/"),
        ({"target": {"url": None, "auth_url": "http://auth/"}}, "http://auth/"),
        ({"target": {"url": None, "sites": {"CORE": "http://core/", "B": "http://b/"}}}, "http://core/"),
        ({"target": {"url": "https://user:secret@host/a@b"}}, "https://host/a@b"),
        ({}, "None"),
    ],
)
def test_runs_of_one_target_have_one_name_without_credentials(header: dict[str, Any], name: str) -> None:
    assert target_of(header) == name


def test_the_reports_get_back_what_is_remembered() -> None:
    found = as_results(past_run(events()))
    assert found["mutations"] == [
        {"name": "one", "outcome": "failed", "requirements": {"error.path": "failed", "error.list": "passed"}}
    ]
    assert found["servers"] == [{"name": "API", "outcome": "passed", "requirements": {"http.json": "passed"}}]
    assert [(one["mutation"], one["server"]) for one in found["findings"]] == [("one", ""), (None, "API")]
    assert (found["counts"], found["scope"]) == ({"findings": 2, "requests": 4}, {"words": "1 of 2"})
    assert found["configuration"] == {"embedded": False}


def test_a_requirement_without_the_outcome_of_its_subject_was_not_exercised_as_a_whole() -> None:
    run = past_run(events())
    del run.outcomes["one", ""]
    (entry,) = as_results(run)["mutations"]
    assert (entry["outcome"], entry["requirements"]["error.path"]) == ("not exercised", "failed")
