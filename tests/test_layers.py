"""Which room may import which: the table of docs/architecture.md, held against the imports themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "kraken_conformance"
FOLDERS = {
    "conformance": PACKAGE,
    "reports": f"{PACKAGE}.reports",
    "spec": f"{PACKAGE}.spec",
    "strategies": f"{PACKAGE}.strategies",
}

FOUNDATION = (
    "__init__",
    "encodable_text",
    "event_schema",
    "events",
    "exceptions",
    "extensions",
    "file_content",
    "given_path",
    "library_parts",
    "quantities",
    "run_request",
    "schema_types",
)
"""The modules at the root of `conformance/` that everybody may import."""

ALLOWED: dict[str, set[str]] = {
    "foundation": set(),
    "spec": {"foundation"},
    "model": {"foundation", "spec"},
    "operations/shape": {"foundation", "model", "spec"},
    "strategies": {"foundation"},
    "strategies/types": {"spec", "strategies"},
    "strategies/build": {"spec", "strategies", "strategies/types"},
    "strategies/documents": {"spec", "strategies", "strategies/build", "strategies/types"},
    "operations/documents": {"operations"},
    "operations": {"foundation", "model", "spec", "strategies", "strategies/documents"},
    "safety": {"foundation", "model", "spec"},
    "spec/loading": {"foundation", "spec"},
    "target/auth": {"foundation", "model", "spec"},
    "target/transport": {"foundation", "model", "safety", "spec", "target/auth"},
    "target": {
        "foundation",
        "model",
        "operations",
        "operations/shape",
        "safety",
        "spec",
        "spec/loading",
        "strategies",
        "target/auth",
        "target/transport",
    },
    "judging": {"foundation", "model", "operations/shape", "spec", "target"},
    "probes/_shared": {"model", "operations", "safety", "spec", "strategies", "target"},
    "probes/flows": {"model", "probes/_shared", "spec", "strategies", "target"},
    "probes": {
        "foundation",
        "model",
        "operations",
        "operations/documents",
        "probes/_shared",
        "probes/flows",
        "spec",
        "spec/loading",
        "strategies",
        "target",
    },
    "runner/evidence": {"foundation", "judging", "model", "operations", "safety"},
    "server": set(),
    "server/execution": {"spec"},
    "server/http": set(),
    "server/rules": {"server", "spec"},
    "server/faults/parts": {"server/execution", "server/http", "server/rules", "spec"},
    "server/faults/reading": {"server/faults/parts", "server/http"},
    "server/faults": {
        "server",
        "server/execution",
        "server/faults/parts",
        "server/faults/reading",
        "server/http",
        "server/rules",
        "spec",
        "spec/loading",
    },
    "certificate": {
        "foundation",
        "judging",
        "operations",
        "probes",
        "reports",
        "reports/formats",
        "runner/evidence",
        "server/faults",
        "spec",
        "spec/loading",
    },
    "checks/_shared": {"judging", "model", "operations", "operations/documents", "operations/shape", "spec"},
    "checks": {
        "checks/_shared",
        "foundation",
        "judging",
        "model",
        "operations",
        "operations/shape",
        "probes",
        "spec",
        "spec/loading",
    },
    "history": {"foundation", "judging"},
    "reports": {"foundation"},
    "reports/text": set(),
    "reports/evidence": {"foundation", "reports", "reports/text"},
    "reports/run": {"foundation", "reports", "reports/evidence", "reports/text"},
    "journal": {"foundation", "judging", "model", "safety", "spec", "target"},
    "waivers": {"foundation", "model"},
    "runner/request": {
        "foundation",
        "model",
        "safety",
        "spec",
        "spec/loading",
        "target",
        "waivers",
    },
    "runner/distributed": {"foundation", "runner/request", "spec/loading"},
    "runner/generation": {"model", "strategies"},
    "runner/sending": {"journal", "model", "runner/generation", "safety", "spec", "target"},
    "runner/findings": {
        "checks",
        "checks/_shared",
        "foundation",
        "judging",
        "model",
        "operations",
        "probes",
        "runner/generation",
        "runner/sending",
        "safety",
        "spec",
        "strategies",
        "target",
    },
    "runner/execution": {
        "foundation",
        "journal",
        "judging",
        "model",
        "operations",
        "probes",
        "runner/findings",
        "runner/generation",
        "runner/request",
        "runner/sending",
        "safety",
        "spec",
        "spec/loading",
        "strategies",
        "target",
    },
    "runner/pytest_run": {
        "foundation",
        "journal",
        "model",
        "runner/distributed",
        "runner/execution",
        "runner/request",
        "runner/sending",
        "safety",
        "spec",
    },
    "runner": {
        "foundation",
        "journal",
        "judging",
        "model",
        "operations",
        "probes",
        "runner/distributed",
        "runner/evidence",
        "runner/execution",
        "runner/findings",
        "runner/generation",
        "runner/pytest_run",
        "runner/request",
        "runner/sending",
        "safety",
        "server",
        "spec",
        "spec/loading",
        "strategies",
        "target",
        "waivers",
    },
    "spec/importers": {"foundation", "spec", "spec/loading"},
    "spec/diff": {"spec", "spec/importers", "spec/loading"},
    "cli/output": {
        "foundation",
        "history",
        "judging",
        "model",
        "probes",
        "reports",
        "reports/run",
        "reports/text",
        "runner",
        "runner/request",
        "safety",
        "spec",
        "spec/diff",
    },
    "cli": {"cli/output", "runner/pytest_run"},
    "profile": {"foundation", "waivers"},
    "reports/formats": {"foundation", "reports", "reports/evidence", "reports/run", "reports/text"},
    "reports/compare": {"reports", "reports/evidence", "reports/formats", "reports/run", "reports/text"},
    "cli/options": {
        "foundation",
        "history",
        "model",
        "probes",
        "profile",
        "reports",
        "reports/compare",
        "reports/run",
        "runner",
        "runner/distributed",
        "runner/evidence",
        "runner/request",
        "safety",
        "server",
        "spec",
        "spec/loading",
        "target",
        "target/transport",
        "waivers",
    },
    "selftest/uncounted": {
        "checks",
        "judging",
        "model",
        "probes",
        "runner",
        "safety",
        "server",
        "spec",
        "spec/loading",
        "strategies",
        "target",
    },
    "server/core": {
        "server",
        "server/execution",
        "server/faults",
        "server/faults/parts",
        "server/http",
        "server/rules",
        "spec",
    },
    "selftest": {
        "foundation",
        "model",
        "probes",
        "runner",
        "runner/execution",
        "runner/request",
        "runner/sending",
        "safety",
        "selftest/uncounted",
        "server",
        "server/core",
        "server/faults",
        "server/faults/parts",
        "spec",
        "target",
    },
    "spec/export": {"spec"},
    "spec/lint": {"spec", "spec/loading"},
    "cli/commands": {
        "certificate",
        "cli",
        "cli/options",
        "cli/output",
        "foundation",
        "history",
        "journal",
        "judging",
        "probes",
        "reports",
        "reports/compare",
        "reports/run",
        "reports/text",
        "runner",
        "runner/evidence",
        "runner/request",
        "runner/sending",
        "safety",
        "selftest",
        "server",
        "server/core",
        "server/faults",
        "spec",
        "spec/diff",
        "spec/export",
        "spec/importers",
        "spec/lint",
        "spec/loading",
        "target",
        "waivers",
    },
    "integrations": {
        "foundation",
        "judging",
        "model",
        "probes",
        "runner",
        "runner/execution",
        "runner/findings",
        "runner/request",
        "runner/sending",
        "safety",
        "spec",
        "strategies/types",
        "target",
    },
    "entry points": {
        "checks",
        "cli/options",
        "foundation",
        "integrations",
        "judging",
        "model",
        "reports",
        "runner",
        "runner/sending",
        "safety",
        "spec",
        "strategies/types",
        "target",
    },
    "runner/suite": {"foundation", "model", "runner/pytest_run"},
}
"""What each room may import beside itself.

A room is a folder; the files at the root of `conformance/` are two rooms: `foundation` (events, errors, extensions, and
the names of the package), and the entry points that other programs import. The reference server shares no code with
what judges it, and the reports none with the harness: they read the evidence alone.
"""


def files() -> Iterator[tuple[str, Path]]:
    """Yield every module of the package, by its dotted name, with its file."""
    for folder, package in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            yield ".".join((package, *(part for part in parts if part != "__init__"))), path


MODULES = dict(files())


def room(path: Path) -> str:
    """Return the room of a module: its folder, without `conformance/`."""
    folder = path.parent.relative_to(ROOT)
    if folder == Path("conformance"):
        return "foundation" if path.stem in FOUNDATION else "entry points"
    return folder.as_posix().removeprefix("conformance/")


def imports(path: Path) -> Iterator[tuple[int, Path]]:
    """Yield the files of ours that a file imports, at any depth and for type checkers too, with the line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            found = MODULES.get(name) or MODULES.get(name.rpartition(".")[0])
            if found is not None:
                yield node.lineno, found


@pytest.mark.parametrize("path", MODULES.values(), ids=MODULES)
def test_imports_keep_to_the_table(path: Path) -> None:
    mine = room(path)
    inside = path.parent if path.name == "__init__.py" else None  # a package shows what is below it
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {mine} imports {room(other)}"
        for line, other in imports(path)
        if room(other) not in {mine, *ALLOWED[mine]} and not (inside and other.is_relative_to(inside))
    ]
    assert wrong == []


def test_rooms_have_no_cycle() -> None:
    TopologicalSorter(ALLOWED).prepare()  # raises CycleError, which names the rooms


def test_the_table_has_every_room_and_no_edge_too_many() -> None:
    used = {
        (room(path), room(other))
        for path in MODULES.values()
        if path.name != "__init__.py"
        for _, other in imports(path)
    }
    assert set(ALLOWED) == {room(path) for path in MODULES.values()}
    assert [
        (mine, other) for mine, others in ALLOWED.items() for other in others if (mine, other) not in used
    ] == []
