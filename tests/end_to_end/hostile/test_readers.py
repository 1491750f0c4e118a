"""Every reader takes whatever stands in its file: it reads it, or says what is wrong with it.

KRAKEN_DAMAGED is how many damaged files each reader gets, 100,000 before a release.
"""

from __future__ import annotations

import os
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import pytest

from kraken_conformance.exceptions import UsageError
from tests.command_line import call
from tests.end_to_end.hostile.readers import Reader, readers, try_reader

COUNT = int(os.environ.get("KRAKEN_DAMAGED", "60"))

NAMES = (
    *(
        "evidence",
        "evidence for reports",
        "evidence to be continued",
        "journal",
        "history",
        "profile",
        "waivers",
    ),
    *("schema", "headers", "answer", "results", "private key", "public key"),
    *("bundle", "bundle signed anew", "page", "schema to be imported", "introspection to be imported"),
    *(
        "contract contract.graphql",
        "contract errors.yaml",
        "contract platform.yaml",
        "contract flows.yaml",
        "contract triggers.yaml",
    ),
)

MOST_MEMORY = 300 * 1024
"""How much memory a reader may come to need, in KiB."""


@pytest.fixture(scope="module")
def of_a_run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reader]:
    """Give the readers, with the evidence and the history of a small run."""
    folder = tmp_path_factory.mktemp("run")
    call(
        *("run", "--output", folder / "out", "--history", folder / "past", "--mutation", "selfReading"),
        *("--probe", "valid-input", "--probe", "no-token", "--max-examples", "2", "--seed", "1"),
    )
    evidence = (folder / "out" / "evidence.jsonl").read_bytes()
    results = (folder / "out" / "results.json").read_bytes()
    return readers(evidence, results, next((folder / "past").iterdir()), folder)


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files(name: str, of_a_run: dict[str, Reader], tmp_path: Path) -> None:
    assert set(of_a_run) == set(NAMES)
    reader = of_a_run[name]
    (tmp_path / reader.file).write_bytes(reader.sound)
    reader.read(tmp_path / reader.file)
    before = getrusage(RUSAGE_SELF).ru_maxrss
    for seed in range(COUNT):
        try:
            try_reader(reader, tmp_path, seed)
        except Exception as error:
            raise AssertionError(f"{name}, damaged with the seed {seed}: {error!r}") from error
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


@pytest.mark.parametrize("name", ["profile", "waivers"])
@pytest.mark.parametrize("content", [b"a = " + b"[" * 5_000, b"a = " + b"9" * 5_000], ids=["deep", "long"])
def test_what_the_reader_of_toml_does_not_take(
    name: str, content: bytes, of_a_run: dict[str, Reader], tmp_path: Path
) -> None:
    reader = of_a_run[name]
    (tmp_path / reader.file).write_bytes(content)
    with pytest.raises(UsageError, match="this is no TOML"):
        reader.read(tmp_path / reader.file)
