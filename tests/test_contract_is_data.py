"""Nothing of one deployment is code: its names, codes and paths are in the contract alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kraken_conformance.spec import load_contract

ROOT = Path(__file__).parents[1]
FOLDERS = ("conformance", "reports", "spec", "strategies")
OEFR = load_contract("oefr")
NAMES = {*OEFR.mutations, *OEFR.errors, *OEFR.common_errors, *OEFR.internal_errors}
LIKE_A_CODE = re.compile(r"KT-[A-Z]{2}-[0-9]+|oefr|kraken-possible-errors|x-possible-errors", re.IGNORECASE)

MAY_NAME = {
    "conformance/cli/commands/": "the contract of a call that names none, and examples in help texts",
    "conformance/run_request.py": "the contract of a call that names none",
    "conformance/pytest_plugin.py": "the contract of a call that names none",
    "reports/run/repeat_command.py": "the contract of a call that names none",
    "conformance/selftest/uncounted/": "exchanges of the shipped contract, of which checks must make nothing",
    "spec/loading/contract_files.py": "the shipped contracts by name",
    "conformance/server/faults/": "where a fault is shown best; in another contract it is shown wherever it suits",
    "conformance/server/rules/": "the conditions of the reference server, which must not come from the triggers that "
    "test them; each counts where a mutation declares its code",
}
"""Files that may name something of the shipped contract, each with the reason."""


def modules() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).rglob("*.py"))


def named(path: Path) -> set[str]:
    """Return what of the shipped contract the texts of a module name, its docstrings left out."""
    tree = ast.parse(path.read_text("utf-8"))
    holders = [n for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    prose = {id(one.value) for holder in holders for one in holder.body if isinstance(one, ast.Expr)}
    texts = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    )
    words = (word for text in texts for word in re.findall(r"[A-Za-z_][\w-]*", text))
    return {word for word in words if word in NAMES or LIKE_A_CODE.fullmatch(word)}


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_names_nothing_of_the_shipped_contract(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    if not any(name.startswith(allowed) for allowed in MAY_NAME):
        assert named(path) == set()


@pytest.mark.parametrize("allowed", MAY_NAME)
def test_no_permission_is_left_that_is_not_used(allowed: str) -> None:
    paths = [path for path in modules() if path.relative_to(ROOT).as_posix().startswith(allowed)]
    assert any(named(path) for path in paths)


COMMON_DATA = [
    path
    for path in sorted((ROOT / "spec").rglob("*"))
    if path.suffix in (".yaml", ".graphql", ".json") and "oefr" not in path.relative_to(ROOT).parts
]
OF_THE_PLATFORM = ("platform.yaml", "platform_codes.yaml")
"""What all deployments have in common: codes of the core, and how one logs in and ends that."""


@pytest.mark.parametrize("path", COMMON_DATA, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_common_data_name_nothing_of_the_shipped_contract(path: Path) -> None:
    words = set(re.findall(r"[A-Za-z_][\w-]*", path.read_text("utf-8")))
    found = {word for word in words if word in NAMES or LIKE_A_CODE.fullmatch(word)}
    if path.name in OF_THE_PLATFORM:
        login = OEFR.platform.login
        assert login is not None
        headers = {OEFR.platform.headers.dry_run, *OEFR.platform.headers.dry_run_former}
        found = {
            word for word in found - headers - {login.mutation, login.ends} if not word.startswith("KT-CT-")
        }
    assert found == set()
