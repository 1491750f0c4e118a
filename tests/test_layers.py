"""Who may import whom: the rules of docs/architecture.md, read from the imports themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "kraken_conformance"


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every module of the package, by its dotted name, with its file."""
    for folder, package in (
        ("conformance", PACKAGE),
        ("reports", f"{PACKAGE}.reports"),
        ("spec", f"{PACKAGE}.spec"),
        ("strategies", f"{PACKAGE}.strategies"),
    ):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            yield ".".join((package, *(part for part in parts if part != "__init__"))), path


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the modules of ours that a file imports, at any depth, with the line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if within(alias.name, PACKAGE))
        elif isinstance(node, ast.ImportFrom) and node.module and within(node.module, PACKAGE):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def layer(module: str) -> str:
    for name in ("spec", "strategies", "reports", "cli", "server"):
        if within(module, f"{PACKAGE}.{name}"):
            return name
    return "conformance"


ALLOWED = {
    "spec": {"spec"},
    "strategies": {"spec", "strategies"},
    "reports": {"spec", "reports"},
    "conformance": {"spec", "strategies", "conformance", "server"},
    "cli": {"spec", "strategies", "conformance", "server", "reports", "cli"},
    "server": {"spec", "server"},
}
"""What each layer may import. The server judges nothing and is judged: it shares code with no check."""


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=[name for name, _ in modules()])
def test_imports_keep_to_the_layers(module: str, path: Path) -> None:
    mine = layer(module)
    broken = [
        f"{path.relative_to(ROOT)}:{line}: {mine} imports {name}"
        for line, name in imports(path)
        if layer(name) not in ALLOWED[mine]
    ]
    assert broken == []


def test_every_layer_has_modules() -> None:
    assert {layer(name) for name, _ in modules()} == set(ALLOWED)
