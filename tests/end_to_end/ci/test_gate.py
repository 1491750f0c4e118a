"""The gates for CI: what can be run here is run, against the embedded server, and the rest is read."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.server import ServerSettings
from tests.small_contract import write_contract

ROOT = Path(__file__).parents[3]
SHELL = ROOT / "docs" / "ci" / "shell.sh"
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "docs/ci/github/action.yml").read_text("utf-8"))
GITLAB: dict[str, Any] = yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text("utf-8"))
QUICK = ("--probe", "valid-input", "--max-examples", "5", "--seed", "1")


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a contract that the embedded server keeps, and one that it breaks."""
    folder = tmp_path_factory.mktemp("contracts")
    write_contract(folder / "kept", ["selfReading"])
    write_contract(folder / "broken", ["selfReading"], {"selfReading": ["KT-FR-4713"]})
    return folder


@pytest.fixture(scope="module")
def target() -> Iterator[dict[str, str]]:
    """The variables that name a target."""
    with embedded(ServerSettings(), "oefr") as running:
        yield {
            "KRAKEN_URL": running.url,
            "KRAKEN_AUTH_URL": running.auth_url,
            "KRAKEN_TOKEN": running.token,
        }


def bash(script: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def results(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "results.json").read_text("utf-8"))
    return content


def test_the_shell_script_parses() -> None:
    assert subprocess.run(["bash", "-n", SHELL], check=False).returncode == 0
    assert os.access(SHELL, os.X_OK)


def test_the_action_runs_what_it_is_told(contracts: Path, target: dict[str, str], tmp_path: Path) -> None:
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("name") == "Test"]
    inputs = {
        "url": target["KRAKEN_URL"],
        "auth-url": target["KRAKEN_AUTH_URL"],
        "token": target["KRAKEN_TOKEN"],
        "output": "out",
        "options": "\n".join(["--contract", str(contracts / "broken"), *QUICK, ""]),
    }
    env = {name: filled(text, inputs) for name, text in step["env"].items()}
    done = bash(step["run"], tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "page.md"), **env)
    assert done.returncode == 1, done.stdout + done.stderr
    assert results(tmp_path / "out")["verdict"] == "non-conformant"
    assert "error.code-declared" in (tmp_path / "page.md").read_text("utf-8")
    assert "::error" in done.stdout
    env["KRAKEN_OPTIONS"] = env["KRAKEN_OPTIONS"].replace("broken", "kept")
    assert bash(step["run"], tmp_path, **env).returncode == 0


@pytest.mark.parametrize("gate", [f"bash {SHELL}", GITLAB[".kraken-conformance"]["script"][0]])
def test_a_target_that_nobody_named_does_not_pass(tmp_path: Path, gate: str) -> None:
    done = bash(gate, tmp_path, KRAKEN_URL="", KRAKEN_AUTH_URL="", KRAKEN_OPTIONS="")
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def filled(text: str, inputs: dict[str, str]) -> str:
    text = text.replace("${{ github.action_path }}", str(ROOT / "docs/ci/github"))
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: inputs[match[1]], text)


def test_no_input_of_the_action_is_written_into_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        for text in re.findall(r"inputs\.([\w-]+)", json.dumps(step)):
            assert text in ACTION["inputs"]
    installed = filled("${{ github.action_path }}/../../..", {})
    assert (Path(installed) / "pyproject.toml").exists()


def test_the_gitlab_job_runs_what_it_is_told(contracts: Path, target: dict[str, str], tmp_path: Path) -> None:
    job = GITLAB[".kraken-conformance"]
    (script,) = job["script"]
    options = " ".join(["--contract", str(contracts / "kept"), *QUICK])
    done = bash(script, tmp_path, **target, KRAKEN_OPTIONS=options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / job["artifacts"]["reports"]["junit"]).exists()
    assert results(tmp_path / job["artifacts"]["paths"][0])["verdict"] == "conformant"


def test_each_gate_is_used_in_ten_lines_or_fewer() -> None:
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    blocks = re.findall(r"```(yaml|sh)\n(.*?)```", page, re.DOTALL)
    assert [kind for kind, _ in blocks] == ["yaml", "yaml", "sh"]
    for kind, text in blocks:
        assert len([line for line in text.splitlines() if line and not line.startswith("#")]) <= 10
        if kind == "yaml":
            assert yaml.safe_load(text)
    github, gitlab = (yaml.safe_load(text) for kind, text in blocks if kind == "yaml")
    assert set(github[0]["with"]) <= set(ACTION["inputs"])
    assert gitlab["contract"]["extends"] in GITLAB
