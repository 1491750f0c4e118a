"""A package made of a contract: installed by pip, its contract is found by name."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.command_line import call

CONTRACT = Path(__file__).parents[1] / "end_to_end" / "contracts" / "three_sites"


def test_what_is_in_a_pack(tmp_path: Path) -> None:
    made = call("spec", "pack", CONTRACT, tmp_path / "pack", "--name", "Acme-2")
    assert made.returncode == 0, made.stderr
    project = tomllib.loads((tmp_path / "pack" / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["name"] == "acme-2-kraken-contract"
    entry = project["project"]["entry-points"]["kraken_conformance.contracts"]
    assert entry == {"Acme-2": "acme_2_kraken.contract"}
    files = tmp_path / "pack" / "acme_2_kraken" / "contract"
    assert {path.name for path in files.iterdir()} == {
        "__init__.py",
        *(one.name for one in CONTRACT.iterdir()),
    }
    assert call("spec", "lint", files).returncode == 0


@pytest.mark.parametrize(("words", "said"), [(("--name", "a b"), "--name"), ((), "something there already")])
def test_what_cannot_be_packed(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    made = call("spec", "pack", CONTRACT, tmp_path / "full", *words)
    assert made.returncode == 2
    assert said in made.stderr


@pytest.mark.slow
def test_an_installed_pack_is_found_by_name(tmp_path: Path) -> None:
    assert call("spec", "pack", CONTRACT, tmp_path / "pack", "--name", "acme").returncode == 0
    installed = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", installed]
    subprocess.run([*command, tmp_path / "pack"], check=True, capture_output=True)
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, (str(installed), os.environ.get("PYTHONPATH"))))
    }
    assert "Nothing to fix." in call("spec", "lint", "acme", env=environment).stdout
    words = ("--contract", "acme", "--max-examples", "3", "--output", tmp_path / "run")
    run = call("run", *words, env=environment)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "CONFORMANT" in run.stdout
