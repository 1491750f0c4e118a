"""Reports of a run that are made again with other waivers: they are about what the run was about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.runner.evidence.evidence_file import NAME
from tests.runner.prepared import unanswered

WAIVER = """
[[waiver]]
requirement = "error.path"
{subject}
reason = "known"
expires = 2099-12-31
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run about another contract: a server CORE with one mutation."""
    evidence = unanswered(tmp_path_factory.mktemp("run")).evidence
    header, *others = [json.loads(line) for line in evidence.read_text("utf-8").splitlines()]
    header["contract"].update(name="library", mutations=[{"name": "lend", "server": "CORE", "errors": []}])
    lines: list[Any] = [header, *(one for one in others if one["type"] != "outcome")]
    evidence.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return evidence.parent


def report(run: Path, tmp_path: Path, subject: str) -> tuple[int, str]:
    (tmp_path / "waivers.toml").write_text(WAIVER.format(subject=subject), "utf-8")
    words = ["report", run, "--format", "json", "--output", tmp_path, "--waivers", tmp_path / "waivers.toml"]
    result = CliRunner().invoke(main, [*map(str, words)])
    return result.exit_code, result.output


@pytest.mark.parametrize("subject", ['mutation = "lend"', 'server = "CORE"'])
def test_a_waiver_may_be_about_what_the_contract_of_the_run_has(
    run: Path, tmp_path: Path, subject: str
) -> None:
    code, said = report(run, tmp_path, subject)
    assert code == 0, said
    (waiver,) = json.loads((tmp_path / "results.json").read_text("utf-8"))["configuration"]["waivers"]
    assert {waiver["mutation"], waiver["server"]} == {None, subject.split('"')[1]}


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ('mutation = "createReferral"', "there is no mutation 'createReferral'"),
        ('server = "API"', "There are CORE."),
    ],
)
def test_what_another_contract_has_is_refused(run: Path, tmp_path: Path, subject: str, words: str) -> None:
    code, said = report(run, tmp_path, subject)
    assert (code, words in said) == (2, True), said


def test_the_evidence_stays_as_it_is(run: Path, tmp_path: Path) -> None:
    before = (run / NAME).read_bytes()
    report(run, tmp_path, 'mutation = "lend"')
    assert (run / NAME).read_bytes() == before
