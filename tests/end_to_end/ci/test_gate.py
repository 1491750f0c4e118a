"""The gates for CI: the commands of each recipe are run, against the embedded server, and the rest is read."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
PAGE = dict(
    re.findall(r"## ([^\n]+)\n\n```\w+\n(.*?)```", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.DOTALL)
)
"""The example of each host, as it stands on the page."""

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
        env={
            **{name: text for name, text in os.environ.items() if "KRAKEN" not in name},
            "PATH": path,
            **env,
        },
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


@dataclass(frozen=True)
class Recipe:
    """What a host would run: a script, the variables that the recipe sets, and the test results that it shows."""

    script: str
    variables: Mapping[str, str]
    junit: str


def of_azure(text: str) -> Recipe:
    script, results = yaml.safe_load(text)
    return Recipe(script["script"], script["env"], results["inputs"]["testResultsFiles"])


def of_circle(text: str) -> Recipe:
    run, results, _ = yaml.safe_load(text)
    secret = {"KRAKEN_TOKEN": "of the project"}  # CircleCI hands it to every step
    return Recipe(
        run["run"]["command"], {**run["run"]["environment"], **secret}, results["store_test_results"]["path"]
    )


def of_jenkins(text: str) -> Recipe:
    (script,), (results,) = re.findall(r"sh '(.*)'", text), re.findall(r"junit '(.*?)'", text)
    return Recipe(script, dict(re.findall(r"(\w+) = (.*)", text)), results)


def of_gitlab(text: str) -> Recipe:
    job = yaml.safe_load(text)["contract"]
    base = GITLAB[job["extends"]]
    (script,) = base["script"]
    variables = {**base["variables"], **job["variables"], "KRAKEN_TOKEN": "a masked variable"}
    return Recipe(script, variables, base["artifacts"]["reports"]["junit"])


def of_shell(text: str) -> Recipe:
    exported = dict(re.findall(r"export (\w+)=(\S+)", text))
    return Recipe(text.splitlines()[-1], exported, "kraken-report/junit.xml")


RECIPES: dict[str, Callable[[str], Recipe]] = {
    "GitLab": of_gitlab,
    "Azure Pipelines": of_azure,
    "CircleCI": of_circle,
    "Jenkins": of_jenkins,
    "Any other": of_shell,
}


@pytest.mark.parametrize("host", RECIPES)
def test_a_recipe_is_green_on_a_healthy_target_and_red_on_another(
    host: str, contracts: Path, target: dict[str, str], tmp_path: Path
) -> None:
    recipe = RECIPES[host](PAGE[host])
    (tmp_path / "docs/ci").mkdir(parents=True)
    shutil.copy(SHELL, tmp_path / "docs/ci")
    (tmp_path / ".kraken").mkdir()
    (tmp_path / ".kraken" / "waivers.toml").touch()
    for contract, code in ("kept", 0), ("broken", 1):
        script = " ".join([recipe.script, "--contract", str(contracts / contract), *QUICK])
        # What the recipe sets is set, to the target of this test; what it forgets is not there.
        done = bash(
            script, tmp_path, **{name: target.get(name, text) for name, text in recipe.variables.items()}
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert (tmp_path / recipe.junit).exists()
        assert results((tmp_path / recipe.junit).parent)["scope"]


def test_each_gate_is_used_in_ten_lines_or_fewer() -> None:
    assert PAGE.keys() == {"GitHub", *RECIPES}
    for text in PAGE.values():
        assert len([line for line in text.splitlines() if line and not line.startswith(("#", "//"))]) <= 10
    (github,) = yaml.safe_load(PAGE["GitHub"])
    assert set(github["with"]) <= set(ACTION["inputs"])
