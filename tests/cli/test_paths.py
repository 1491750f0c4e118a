"""A path that the system does not take is a mistake in the call, in every command that takes one."""

from pathlib import Path

import pytest

from tests.command_line import call

TOO_LONG = "a" * 5_000


@pytest.mark.parametrize(
    "words",
    [
        "run --contract",
        "run --output",
        "run --resume",
        "run --history",
        "run --profile",
        "run --waivers",
        "serve --contract",
        "selftest --contract",
        "report",
        "verify",
        "certify --key",
        f"compare {TOO_LONG}",
        f"spec diff {TOO_LONG}",
        f"merge {TOO_LONG} --output",
        "cleanup",
        "status",
        "replay abc --from",
        "waive --from",
    ],
)
def test_a_path_that_is_too_long(words: str) -> None:
    done = call(*words.split(), TOO_LONG)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "aaaa" in done.stderr


def test_a_file_where_a_folder_is_needed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = call("run", "--output", tmp_path / "file" / "report", "--mutation", "selfReading")
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "file") in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        "run --output",
        "run --history",
        "run --resume",
        "run --ca",
        "certify --output",
        "report",
        "verify",
        "history show",
        "spec export --output",
        "waive --from",
    ],
)
def test_a_path_that_is_empty(words: str) -> None:
    done = call(*words.split(), "")
    assert done.returncode == 2, done.stderr
    assert "it is empty. Give a path" in done.stderr


def test_a_folder_in_the_place_of_a_report(tmp_path: Path) -> None:
    (tmp_path / "out" / "results.json").mkdir(parents=True)
    (tmp_path / "out" / "attachments.v1").mkdir()
    done = call("run", "--mutation", "selfReading", "--output", tmp_path / "out")
    assert done.returncode == 2, done.stderr
    assert (
        f"--output {tmp_path / 'out'}: results.json in it is a folder, where a report belongs" in done.stderr
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["attachments.v1", "results.json"]
