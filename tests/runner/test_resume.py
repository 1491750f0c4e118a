"""What there is of a run that was cut short: which subjects are done, and what was spent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.model.subject import Subject
from kraken_conformance.runner.evidence.evidence_file import NAME
from kraken_conformance.runner.evidence.resume import read_earlier, require_same, resume_command
from tests.judging.test_verdict import result
from tests.runner.test_evidence_file import HEADER

ONE, TWO = Subject("API", "one"), Subject("API", "two")


def done(mutation: str, *, ends: bool, state: str = "done", requests: int = 5) -> dict[str, Any]:
    counts = {"cases": 5, "requests": requests, "succeeded": 0, "errors_observed": {}}
    times = {"started_s": 1.0, "duration_s": 2.0}
    return {**result(mutation, state=state), **counts, **times, "requests": requests, "ends_subject": ends}


def folder(tmp_path: Path, *events: dict[str, Any], cut: str = "") -> Path:
    text = "".join(json.dumps(event) + "\n" for event in (HEADER, *events))
    (tmp_path / NAME).write_text(text + cut, "utf-8")
    return tmp_path


def test_a_subject_is_done_where_all_its_events_were_written(tmp_path: Path) -> None:
    events = [done("one", ends=False), done("one", ends=True), done("two", ends=False)]
    earlier = read_earlier(folder(tmp_path, *events))
    assert earlier is not None
    assert (earlier.done, earlier.ended) == ({ONE}, False)
    assert [event["type"] for event in earlier.kept] == ["header", "result", "result"]
    assert earlier.left_of([ONE, TWO]) == (TWO,)


def test_a_subject_of_which_a_probe_was_interrupted_is_done_again(tmp_path: Path) -> None:
    events = [done("one", ends=False, state="interrupted"), done("one", ends=True), done("two", ends=True)]
    earlier = read_earlier(folder(tmp_path, *events))
    assert earlier is not None
    assert earlier.done == {TWO}
    assert [event["mutation"] for event in earlier.events] == ["two"]  # type: ignore[typeddict-item]


def test_what_was_sent_counts_for_subjects_that_are_done_again_too(tmp_path: Path) -> None:
    events = [done("one", ends=True, requests=7), done("two", ends=False, requests=9)]
    earlier = read_earlier(folder(tmp_path, *events, cut='{"type": "res'))
    assert earlier is not None
    assert (earlier.requests, earlier.spent) == (16, 3.0)


def test_a_run_of_which_nothing_is_there_begins_again(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"type": "header"', "utf-8")
    assert read_earlier(tmp_path) is None


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"there is no {NAME} in it"):
        read_earlier(tmp_path)


def changed(**configuration: Any) -> Any:
    return {**HEADER, "configuration": {**HEADER["configuration"], **configuration}}


def test_another_run_is_named_by_all_that_differs() -> None:
    other = {**changed(max_examples=9), "seed": 2}
    with pytest.raises(UsageError) as refused:
        require_same("--resume run", HEADER, other)  # type: ignore[arg-type]
    assert "--seed: it was 1, and is 2; max_examples: it was 1, and is 9." in str(refused.value)


@pytest.mark.parametrize("name", ["processes", "tx", "concurrency", "max_rps", "patience", "token"])
def test_what_has_no_part_in_what_is_found_may_differ(name: str) -> None:
    require_same("--resume run", HEADER, changed(**{name: 7}))  # type: ignore[arg-type]


def test_the_address_of_the_embedded_server_is_another_each_time() -> None:
    here = {"url": "http://127.0.0.1:1/", "auth_url": None, "schema": "contract"}
    first, second = changed(embedded=True), {**changed(embedded=True), "target": here}
    require_same("--resume run", first, second)
    with pytest.raises(UsageError, match="--url: it was None"):
        require_same("--resume run", HEADER, {**HEADER, "target": here})  # type: ignore[arg-type]


def test_the_command_that_goes_on_names_the_profile_again() -> None:
    assert resume_command(Path("run"), changed()) == "kraken-conformance run --resume run"
    named = changed(profile={"file": "a b/kraken.toml", "target": "staging"})
    assert resume_command(Path("run"), named) == (
        "kraken-conformance run --resume run --profile 'a b/kraken.toml' --target staging"
    )
