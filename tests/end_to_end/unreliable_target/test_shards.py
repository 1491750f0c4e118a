from __future__ import annotations

import json
from pathlib import Path

import pytest

from kraken_conformance.server import PlantedFault, ServerSettings, start_server
from tests.command_line import call
from tests.end_to_end.unreliable_target.harness import events, few, of, run, told

SHARDS = 3
NAMES = ("selfReading", "createReferral", "forceReauthentication")
PART = ("--max-examples", "6", "--probe", "valid-input", "--probe", "schema", "--probe", "no-token")
FAULTS = (PlantedFault("code-undeclared", "selfReading"), PlantedFault("field-missing", "createReferral"))


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run in one piece, `whole`, and the same one in shards: `1`, `2`, `3`."""
    folder = tmp_path_factory.mktemp("shards")
    with start_server(ServerSettings(faults=FAULTS), contract="oefr") as server:
        target = ["--url", server.url, "--auth-url", server.auth_url, "--api-key", server.api_key]
        run(folder / "whole", *target, *few(NAMES), *PART)
        for number in range(1, SHARDS + 1):
            run(folder / str(number), *target, *few(NAMES), *PART, "--shard", f"{number}/{SHARDS}")
    return folder


def test_the_shards_together_are_the_run_in_one_piece(shards: Path, tmp_path: Path) -> None:
    merged = call("merge", shards / "2", shards / "1", shards / "3", "--output", tmp_path / "merged")
    assert merged.returncode == 1, merged.stderr
    whole, found = events(shards / "whole"), events(tmp_path / "merged")
    assert told(found) == told(whole)
    assert {finding["mutation"] for finding in of(found, "finding")} == {"selfReading", "createReferral"}
    in_order = [
        [(e["server"], e["mutation"], e["probe"]) for e in of(each, "result")] for each in (found, whole)
    ]
    assert in_order[0] == in_order[1]
    assert found[0]["configuration"]["mutations"] == whole[0]["configuration"]["mutations"]
    results = json.loads((tmp_path / "merged" / "results.json").read_text("utf-8"))
    assert results["counts"]["mutations"] == len(NAMES)
    assert (tmp_path / "merged" / "report.html").is_file()


def test_the_whole_run_is_remembered_and_a_shard_is_not(shards: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    words = ("--mutation", "acceptQuote", "--probe", "no-token", "--shard", "1/2", "--history", kept)
    shard = call("run", *words, "--output", tmp_path / "shard")
    assert "a shard is not added to a history" in shard.stdout
    assert not kept.exists()
    every = [shards / str(number) for number in range(1, SHARDS + 1)]
    merged = call("merge", *every, "--output", tmp_path / "merged", "--history", kept)
    assert "first seen in this run, the first that is known" in merged.stdout
    assert call("status", kept).stdout.startswith("NON-CONFORMANT")


def refused(*words: str | Path) -> str:
    done = call("merge", *words)
    assert done.returncode == 2
    return done.stderr


def test_a_missing_shard_is_named(shards: Path, tmp_path: Path) -> None:
    assert "The shards 3/3 are missing" in refused(shards / "1", shards / "2", "--output", tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_a_doubled_shard_is_named(shards: Path, tmp_path: Path) -> None:
    told = refused(shards / "1", shards / "1", shards / "2", shards / "3", "--output", tmp_path / "m")
    assert "are both shard 1/3" in told


def test_a_run_that_is_no_shard_is_refused(shards: Path, tmp_path: Path) -> None:
    assert "this is no shard" in refused(shards / "whole", "--output", tmp_path / "m")


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refused(tmp_path, "--output", tmp_path / "m")


def test_a_shard_does_not_take_the_place_of_the_whole(shards: Path) -> None:
    assert "this is a shard" in refused(shards / "1", shards / "2", shards / "3", "--output", shards / "1")


def edited(source: Path, to: Path, **changes: object) -> Path:
    """Copy the evidence of a shard with changes to its header or its footer."""
    lines = events(source)
    for name, value in changes.items():
        if name in lines[-1]:
            lines[-1][name] = value
        elif name in lines[0]:
            lines[0][name] = value
        else:
            lines[0]["configuration"][name] = value
    to.mkdir()
    (to / "evidence.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return to


OTHER_CONTRACT = {
    "name": "oefr",
    "version": "0",
    "sha256": "0" * 64,
    "mutations": [],
    "errors": {},
    "common_errors": {},
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": 2}, "--seed: it was 1, and is 2"),
        ({"max_examples": 7}, "max_examples: it was 6, and is 7"),
        ({"contract": OTHER_CONTRACT}, "the contract: it was"),
        ({"interrupted": True}, "is partial, it was cut short. Finish it: kraken-conformance run --resume"),
        ({"day": "2026-02-28"}, "Begin all shards on one day"),
        ({"shard": "2/4"}, "they are not of one run"),
    ],
    ids=["seed", "configuration", "contract", "partial", "day", "number"],
)
def test_shards_of_different_runs_are_refused(
    shards: Path, tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    other = edited(shards / "2", tmp_path / "other", **changes)
    assert message in refused(shards / "1", other, shards / "3", "--output", tmp_path / "m")


def test_shards_that_may_differ_in_speed_are_taken(shards: Path, tmp_path: Path) -> None:
    other = edited(shards / "2", tmp_path / "other", processes=3, concurrency=1)
    assert call("merge", shards / "1", other, shards / "3", "--output", tmp_path / "m").returncode == 1


def test_a_shard_that_was_cut_off_is_refused(shards: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    content = (shards / "2" / "evidence.jsonl").read_bytes()
    (other / "evidence.jsonl").write_bytes(content[:-100])
    assert "is partial" in refused(shards / "1", other, shards / "3", "--output", tmp_path / "m")
