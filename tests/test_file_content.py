"""Files that never end, or are larger than what fits into memory, are not read."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from kraken_conformance import file_content
from kraken_conformance.cli.main import main
from kraken_conformance.file_content import content_of, opened, text_of

ENDLESS = Path("/dev/zero")
needs_devices = pytest.mark.skipif(not ENDLESS.exists(), reason="the system has no such device")


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a\r\nb\rc\n")
    assert content_of(path) == b"a\r\nb\rc\n"
    assert text_of(path) == "a\nb\nc\n"
    assert content_of(Path(os.devnull)) == b""


def test_a_pipe_is_read_to_its_end_and_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(b"x" * 3_000_000,))
    writer.start()
    assert content_of(pipe) == b"x" * 3_000_000
    writer.join()
    assert content_of(pipe) == b"x" * 3_000_000  # without a writer


def test_what_is_too_large_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_content, "MOST", 10)
    path = tmp_path / "file"
    path.write_bytes(b"x" * 11)
    with pytest.raises(OSError, match="larger than 10 bytes"):
        content_of(path)


@needs_devices
def test_a_device_is_no_file() -> None:
    for read in (content_of, text_of, opened):
        with pytest.raises(OSError, match="it is a device"):
            read(ENDLESS)


@needs_devices
@pytest.mark.parametrize(
    "words",
    [
        ("run", "--schema", "/dev/zero"),
        ("run", "--waivers", "/dev/zero"),
        ("run", "--profile", "/dev/zero", "--target", "x"),
        ("run", "--resume", "FOLDER"),
        ("verify", "/dev/zero"),
        ("certify", "--key", "/dev/zero"),
        ("report", "FOLDER"),
        ("report", "/dev/zero"),
        ("replay", "3d0c91aa", "--from", "FOLDER"),
        ("waive", "--from", "FOLDER"),
        ("status", "FOLDER"),
        ("compare", "FOLDER", "FOLDER"),
        ("merge", "--output", "OUT", "FOLDER", "FOLDER"),
        ("cleanup", "FOLDER"),
        ("spec", "import", "/dev/zero", "--compare", "oefr"),
        ("spec", "lint", "FOLDER"),
    ],
    ids=" ".join,
)
def test_no_command_reads_without_end(words: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("evidence.jsonl", "results.json", "journal.jsonl", "contract.graphql", "errors.yaml"):
        (folder / name).symlink_to(ENDLESS)
    given = [{"FOLDER": str(folder), "OUT": str(tmp_path / "out")}.get(word, word) for word in words]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 2, done.output
