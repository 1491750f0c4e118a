"""A package of a third party with one check, one probe and one report format, as docs/extensions.md shows it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent / "package"
COMMAND = [sys.executable, "-m", "kraken_conformance.cli"]


def command(*words: str, path: Path = PACKAGE) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(path)}
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=environment)


def package(folder: Path, entry_points: str, **modules: str) -> Path:
    """Make an installed package in a folder, with these entry points and modules."""
    metadata = folder / "broken-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(entry_points)
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def test_a_run_uses_the_check_the_probe_and_the_report_of_a_package(tmp_path: Path) -> None:
    words = (
        "--mutation",
        "createReferral",
        "--probe",
        "acme-traced",
        "--seed",
        "1",
        "--output",
        str(tmp_path),
    )
    done = command("run", *words)
    assert "Traceback" not in done.stderr, done.stderr
    (finding,) = json.loads((tmp_path / "results.json").read_text())["findings"]
    assert (finding["requirement"], finding["level"], finding["probe"]) == (
        "acme.trace-id",
        "SHOULD",
        "acme-traced",
    )
    assert "KT-CT-1112\t" in (tmp_path / "codes.tsv").read_text()


def test_explain_knows_the_requirement_of_a_package() -> None:
    done = command("explain", "acme.trace-id")
    assert done.returncode == 0
    assert "Let the gateway add the header." in done.stdout


def test_without_the_package_nothing_is_added() -> None:
    done = command("explain", "acme.trace-id", path=PACKAGE / "nothing")
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("group", "value", "modules", "message"),
    [
        ("checks", "broken_checks", {"broken_checks": ""}, "requirements.yaml is missing"),
        ("checks", "nothing_here", {}, "No module named 'nothing_here'"),
        ("probes", "broken_probes", {"broken_probes": "1 / 0"}, "division by zero"),
        ("reports", "broken_reports:FILES", {"broken_reports": ""}, "has no attribute 'FILES'"),
    ],
)
def test_a_package_that_cannot_be_used_is_named(
    tmp_path: Path, group: str, value: str, modules: dict[str, str], message: str
) -> None:
    folder = package(tmp_path / "site", f"[kraken_conformance.{group}]\nbroken = {value}\n", **modules)
    output = tmp_path / "out"
    done = command(
        "run", "--mutation", "createReferral", "--max-examples", "1", "--output", str(output), path=folder
    )
    assert done.returncode == 2, done.stderr
    assert "The package broken cannot be used" in done.stderr
    assert message in done.stderr


def test_a_package_cannot_take_a_name_that_exists(tmp_path: Path) -> None:
    folder = package(
        tmp_path / "site",
        "[kraken_conformance.probes]\nbroken = second\n",
        second="from kraken_conformance.probes.registry import probe\nprobe('no-token')(lambda *given: None)\n",
    )
    done = command("run", "--plan", path=folder)
    assert done.returncode == 2
    assert "There is a probe no-token already." in done.stderr


def test_a_package_brings_a_contract_with_a_format_of_its_own(tmp_path: Path) -> None:
    assert "Nothing to fix." in command("spec", "lint", "acme").stdout
    assert "blockCard" in command("spec", "show", "blockCard", "--contract", "acme").stdout
    done = command(*("run", "--contract", "acme", "--max-examples", "2", "--output", str(tmp_path)))
    assert "CONFORMANT, 1 of 1 mutations" in done.stdout, done.stdout + done.stderr
    lines = map(json.loads, (tmp_path / "evidence.jsonl").read_text().splitlines())
    assert next(lines)["contract"]["name"] == "acme"


def test_what_keeps_a_format_or_a_contract_of_a_package_from_being_used(tmp_path: Path) -> None:
    entries = "[kraken_conformance.formats]\nmpan = broken_format:make\n"
    twice = package(tmp_path / "twice", entries, broken_format="make = str")
    done = command("spec", "lint", str(CONTRACT_WITH_FORMAT), path=twice)
    assert (done.returncode, "The format mpan is there already." in done.stderr) == (2, True)
    entries = "[kraken_conformance.contracts]\nnone = no_such_package\n"
    missing = package(tmp_path / "missing", entries)
    done = command("spec", "lint", "none", path=missing)
    assert (done.returncode, "there is no package no_such_package" in done.stderr) == (2, True)


CONTRACT_WITH_FORMAT = PACKAGE / "acme_kraken" / "contract"
