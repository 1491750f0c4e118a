from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.reports import UnreadableResults, summarise, write_reports
from kraken_conformance.reports.compare.comparison_text import as_json, as_markdown, as_text
from kraken_conformance.reports.compare.run_comparison import ChangeKind, compare, read_run
from kraken_conformance.reports.formats.results import results
from tests.reports.hostile import HOSTILE
from tests.reports.synthetic import Event, few_events, finding, write


def run_with(*found: Event) -> dict[str, Any]:
    """The summary of a run of three mutations in which each requirement of a finding failed."""
    events = few_events(3, findings=0)
    for event in events:
        for broken in found:
            if event["type"] == "outcome" and event["mutation"] == broken["mutation"]:
                event["outcome"] = "failed"
                event["requirements"][broken["requirement"]] = {"outcome": "failed", "judged": 5, "failed": 1}
    return results(summarise([*events[:-1], *found, events[-1]]))


def broken(requirement: str = "error.path", mutation: str = "acceptQuote", **changes: Any) -> Event:
    return finding(id=f"{requirement}-{mutation}", requirement=requirement, mutation=mutation, **changes)


def kinds(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(change.kind.value, change.mutation, change.requirement) for change in compare(old, new).changes]


def test_the_same_run_twice_has_no_change() -> None:
    found = compare(run_with(), run_with())
    assert found.changes == ()
    assert not found.regression
    assert found.notes == ()


def test_what_breaks_is_new_and_a_regression() -> None:
    assert kinds(run_with(), run_with(broken())) == [("new", "acceptQuote", "error.path")]
    assert compare(run_with(), run_with(broken())).regression


def test_what_is_mended_is_fixed_and_no_regression() -> None:
    assert kinds(run_with(broken()), run_with()) == [("fixed", "acceptQuote", "error.path")]
    assert not compare(run_with(broken()), run_with()).regression


def test_what_fails_in_both_is_still_failing_and_no_regression() -> None:
    assert kinds(run_with(broken()), run_with(broken() | {"id": "other"})) == [
        ("still failing", "acceptQuote", "error.path")
    ]
    assert not compare(run_with(broken()), run_with(broken())).regression


@pytest.mark.parametrize("before", [[], [broken()]])
def test_what_comes_and_goes_is_newly_flaky_and_no_regression(before: list[Event]) -> None:
    found = compare(run_with(*before), run_with(broken(flaky=True)))
    assert [change.kind for change in found.changes] == [ChangeKind.NEWLY_FLAKY]
    assert not found.regression


def test_a_flaky_failure_that_now_always_fails_is_still_failing() -> None:
    assert kinds(run_with(broken(flaky=True)), run_with(broken()))[0][0] == "still failing"


@pytest.mark.parametrize("changes", [{"level": "SHOULD"}, {"decides": False}])
def test_a_new_failure_that_does_not_decide_is_no_regression(changes: dict[str, Any]) -> None:
    found = compare(run_with(), run_with(broken(**changes)))
    assert [change.kind for change in found.changes] == [ChangeKind.NEW]
    assert not found.regression


def test_a_waived_failure_is_not_new() -> None:
    found = compare(run_with(), run_with(broken(waived={"reason": "known", "expires": None})))
    assert ChangeKind.NEW not in [change.kind for change in found.changes]


@pytest.mark.parametrize("outcome", ["blocked", "not exercised", None])
@pytest.mark.parametrize("before", [[], [broken()]])
def test_what_was_tested_and_is_not_any_more_is_never_fixed(before: list[Event], outcome: str | None) -> None:
    old, new = run_with(*before), run_with()
    subject = next(entry for entry in new["mutations"] if entry["name"] == "acceptQuote")
    if outcome is None:
        del subject["requirements"]["error.path"]
    else:
        subject["requirements"]["error.path"] = outcome
    old["mutations"][1]["requirements"].setdefault("error.path", "passed")
    assert kinds(old, new) == [("no longer tested", "acceptQuote", "error.path")]


def test_servers_are_compared_too() -> None:
    on_server = finding(mutation=None, requirement="http.audit-2c94")
    (change,) = compare(run_with(), run_with(on_server)).changes
    assert change.subject == "server API"


def test_different_contracts_and_targets_are_noted() -> None:
    other = run_with()
    other["contract"]["sha256"] = "0"
    other["target"]["url"] = "http://127.0.0.1:9/"
    assert len(compare(run_with(), other).notes) == 2


def test_a_run_is_read_from_its_folder_its_evidence_or_its_summary(tmp_path: Path) -> None:
    events = few_events(2, findings=0)
    write(events, tmp_path / "evidence.jsonl")
    write_reports(events, tmp_path, formats=["json"])
    whole = read_run(tmp_path)
    assert read_run(tmp_path / "evidence.jsonl") == whole
    assert compare(whole, read_run(tmp_path / "results.json")).changes == ()
    (tmp_path / "evidence.jsonl").unlink()
    assert compare(whole, read_run(tmp_path)).changes == ()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema_version": 2}', '{"schema_version": "1"}'])
def test_a_file_that_is_no_summary_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(content)
    with pytest.raises(UnreadableResults, match=r"results\.json"):
        read_run(path)


def test_a_summary_without_mutations_is_refused() -> None:
    with pytest.raises(UnreadableResults, match="The newer run has no usable"):
        compare(run_with(), {"schema_version": 1, "verdict": "conformant"})


def test_text_and_markdown_and_json_tell_the_same() -> None:
    old = run_with(broken("error.list"), broken("error.path"))
    new = run_with(broken("error.path"), broken("error.message-documented"))
    found = compare(old, new)
    content = json.loads(as_json(found))
    assert content["regression"] is True
    assert {kind: count for kind, count in content["counts"].items() if count} == {
        "new": 1,
        "still failing": 1,
        "fixed": 1,
    }
    for text in (as_text(found), as_markdown(found)):
        for requirement in ("error.list", "error.path", "error.message-documented"):
            assert requirement in text
        assert "Regression" in text


def test_hostile_text_stays_harmless() -> None:
    texts = "".join(HOSTILE.values())
    found = compare(run_with(), run_with(broken(expected=texts, actual=texts)))
    for text in (as_text(found), as_markdown(found), as_json(found)):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<script" not in as_markdown(found)
