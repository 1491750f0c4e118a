"""Private parts of libraries: each is optional, is missing with a remark, and is there in the versions that we test."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kraken_conformance import library_parts
from kraken_conformance.library_parts import has_part, missing_parts, private_part
from tests.test_layers import MODULES, ROOT

WITHOUT = """
import json, pkgutil, sys
resolve = pkgutil.resolve_name
def without(part):
    if part == sys.argv[1]:
        raise AttributeError(part)
    return resolve(part)
pkgutil.resolve_name = without
from kraken_conformance import RunRequest, run
found = run(RunRequest(mutations=("selfReading",), probes=("valid-input",), max_examples=2, seed=1))
remarks = json.loads(found.evidence.read_text("utf-8").splitlines()[-1])["remarks"]
print(found.verdict, len(remarks), remarks[0])
"""


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_parts, "_MISSING", {})


def test_a_part_that_is_there_is_returned_without_a_remark() -> None:
    assert private_part("Python", "pathlib:Path.joinpath", "nothing") is Path.joinpath
    assert missing_parts() == []


@pytest.mark.parametrize("part", ["pathlib:Path.nothing", "nothing_at_all:Path", "pathlib.nothing:Path"])
def test_a_part_that_is_missing_is_remarked_on_once(part: str) -> None:
    assert private_part("Python", part, "it is slower") is None
    assert not has_part("Python", part, "it is slower")
    (remark,) = missing_parts()
    assert f"has no {part}: it is slower." in remark


def test_the_versions_that_are_installed_have_every_part() -> None:
    program = (
        "from importlib import import_module\nfrom kraken_conformance.library_parts import missing_parts\n"
        f"for name in {[name for name in MODULES if name.endswith('_compat')]!r}: import_module(name)\n"
        "print(missing_parts())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_without_a_part_goes_on_and_says_so(tmp_path: Path) -> None:
    part = "hypothesis.internal.conjecture.engine:ConjectureRunner.generate_mutations_from"
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, part], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    verdict, count, remark = done.stdout.strip().split(" ", 2)
    assert (verdict, count) == ("conformant", "1")
    assert remark.startswith(f"this version of Hypothesis has no {part}: more of the generated cases")


def test_private_modules_of_libraries_are_imported_in_compat_modules_alone() -> None:
    private = re.compile(r"(hypothesis\.internal|hypothesis\.configuration|xdist|execnet\.\w+|_pytest)\b")
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES.values()
        if not path.stem.endswith("_compat")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and private.match(node.module or "")
    ]
    assert found == []


@pytest.mark.parametrize("library", ["hypothesis", "pytest", "pytest-xdist", "execnet"])
def test_what_is_patched_has_an_upper_bound(library: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (needed,) = (
        one for one in project["dependencies"] if re.match(rf"{library}\W", one) and f"{library}-" not in one
    )
    assert ",<" in needed
