"""Shards of a run: which belong together, and the one run that they make."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.judging.verdict import Verdict
from kraken_conformance.runner.evidence.evidence_file import NAME
from kraken_conformance.runner.merge_shards import merge, read_shards
from tests.runner.prepared import unanswered

MUTATIONS = ("createReferral", "selfReading", "updateUser")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Shards of runs against an address at which nobody answers, by their number, and a run that is none."""
    folder = tmp_path_factory.mktemp("shards")
    texts = {"1/2": 7, "2/2": 7, "3/5": 7, "2/2 of another": 8}
    found = {
        name: unanswered(folder / str(number), mutations=MUTATIONS, shard=name[:3], seed=seed).evidence.parent
        for number, (name, seed) in enumerate(texts.items())
    }
    return {**found, "whole": unanswered(folder / "whole").evidence.parent}


@pytest.fixture
def shards(made: dict[str, Path], tmp_path: Path) -> list[Path]:
    return [copytree(made[name], tmp_path / name[0]) for name in ("1/2", "2/2")]


def edit(folder: Path, change: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
    """Change the header and the footer of a run."""
    lines = [json.loads(line) for line in (folder / NAME).read_text("utf-8").splitlines()]
    change(lines[0], lines[-1])
    (folder / NAME).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def test_shards_are_put_in_order(shards: list[Path]) -> None:
    assert [one.number for one in read_shards(shards[::-1])] == [1, 2]


def test_a_run_that_is_no_shard_is_refused(made: dict[str, Path]) -> None:
    with pytest.raises(UsageError, match="this is no shard"):
        read_shards([made["whole"]])


@pytest.mark.parametrize("cut", [True, False])
def test_a_shard_that_was_cut_short_has_to_be_finished_first(shards: list[Path], cut: bool) -> None:
    if cut:
        lines = (shards[1] / NAME).read_text("utf-8").splitlines(keepends=True)
        (shards[1] / NAME).write_text("".join(lines[:-1]), "utf-8")
    else:
        edit(shards[1], lambda _, footer: footer.update(interrupted=True))
    with pytest.raises(UsageError) as refused:
        read_shards(shards)
    assert "shard 2/2 is partial" in str(refused.value)
    assert str(refused.value).endswith(f"kraken-conformance run --resume {shards[1]}")


def test_all_shards_have_to_be_there_once(shards: list[Path], made: dict[str, Path]) -> None:
    third = made["3/5"]
    with pytest.raises(UsageError, match=r"The shards 1/5, 2/5, 4/5, 5/5 are missing: .* all 5\."):
        read_shards([third])
    with pytest.raises(UsageError, match="are both shard 1/2"):
        read_shards([*shards, made["1/2"]])
    with pytest.raises(UsageError, match="they are not of one run"):
        read_shards([shards[0], third])


def test_shards_of_another_day_or_another_run_are_refused(shards: list[Path], made: dict[str, Path]) -> None:
    with pytest.raises(UsageError, match="--seed: it was 7, and is 8"):
        read_shards([shards[0], made["2/2 of another"]])
    edit(shards[1], lambda header, _: header.update(day="2020-01-01"))
    with pytest.raises(UsageError, match="Begin all shards on one day"):
        read_shards(shards)


def test_what_is_merged_is_what_one_run_would_have_been(shards: list[Path], tmp_path: Path) -> None:
    edit(
        shards[0],
        lambda header, footer: (
            header.update(started_at="2026-11-28T10:00:05Z"),
            footer.update(duration_s=9),
        ),
    )
    edit(
        shards[1],
        lambda header, footer: (
            header.update(started_at="2026-11-28T10:00:01Z"),
            footer.update(duration_s=4),
        ),
    )
    read = read_shards(shards)
    result = merge(read, tmp_path / "whole")
    header, footer = result.events[0], result.events[-1]
    configuration = header["configuration"]  # type: ignore[typeddict-item]
    assert configuration["shard"] is None
    assert sorted(configuration["mutations"]) == sorted(MUTATIONS)
    assert configuration["merged"] == [one.header["run_id"] for one in read]
    assert (header["started_at"], footer["duration_s"]) == ("2026-11-28T10:00:01Z", 9)  # type: ignore[typeddict-item]
    assert result.judged.verdict is Verdict.INCONCLUSIVE
    assert json.loads(result.evidence.read_text("utf-8").splitlines()[0]) == header


LEFT = "waivers.toml:1: error.path on updateUser: expired on 2026-01-01, so it lets nothing through. "
NEEDED, NEEDLESS = (
    f"{LEFT}Fix what it is about, or decide again.",
    f"{LEFT}Nothing was found any more: remove it.",
)


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        ([NEEDLESS], [NEEDLESS], [NEEDLESS]),
        ([NEEDLESS], [NEEDED], [NEEDED]),
        ([NEEDED, "other"], [NEEDLESS, "other"], [NEEDED, "other"]),
        (["other"], [NEEDLESS], ["other", NEEDLESS]),
    ],
)
def test_an_expired_waiver_is_needless_where_no_shard_found_anything(
    shards: list[Path], tmp_path: Path, first: list[str], second: list[str], merged: list[str]
) -> None:
    for folder, remarks in zip(shards, (first, second), strict=True):
        edit(folder, lambda _, footer, remarks=remarks: footer.update(waiver_remarks=remarks))  # type: ignore[misc]
    footer = merge(read_shards(shards), tmp_path / "whole").events[-1]
    assert footer["waiver_remarks"] == merged  # type: ignore[typeddict-item]


def test_remarks_count_where_all_shards_make_them_and_pools_where_one_lacks_them(
    shards: list[Path], tmp_path: Path
) -> None:
    edit(
        shards[0],
        lambda _, footer: footer.update(remarks=["all", "one"], lacking_pools={"updateUser": ["user"]}),
    )
    edit(
        shards[1],
        lambda _, footer: footer.update(remarks=["two", "all"], lacking_pools={"selfReading": ["prm"]}),
    )
    footer = merge(read_shards(shards), tmp_path / "whole").events[-1]
    assert footer["remarks"] == ["all"]  # type: ignore[typeddict-item]
    assert footer["lacking_pools"] == {"updateUser": ["user"], "selfReading": ["prm"]}  # type: ignore[typeddict-item]
