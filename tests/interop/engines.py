"""The engines: how each is installed, apart from the harness, whose dependencies it does not share, and started."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
NODE = ("yoga", "apollo", "mercurius", "graphql-http")
PYTHON = ("ariadne", "graphene", "strawberry")
ENGINES = (*NODE, *PYTHON, "graphql-ruby", "graphql-go")


def command(engine: str, environments: Path) -> list[str]:
    """Install an engine where that has not been done, and return what starts its server."""
    return _HOW[engine](engine, environments)


def _node(engine: str, _: Path) -> list[str]:
    folder = HERE / "node"
    lock = folder / "package-lock.json"

    def install() -> None:
        subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"], cwd=folder, check=True)

    _once(folder / "node_modules" / ".installed", lock, install)
    return ["node", str(folder / f"{engine}.mjs")]


def _python(engine: str, environments: Path) -> list[str]:
    environment = environments.absolute() / engine
    requirements = HERE / "python" / f"{engine}.txt"
    python = str(environment / "bin" / "python")

    def install() -> None:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", str(requirements)], check=True)

    _once(environment / ".installed", requirements, install)
    return [python, str(HERE / "python" / f"{engine}_server.py")]


def _ruby(_: str, __: Path) -> list[str]:
    _require("ruby", "ruby ruby-graphql ruby-rack puma")
    return ["ruby", str(HERE / "ruby" / "server.rb")]


def _go(_: str, __: Path) -> list[str]:
    _require("go", "golang-go golang-github-graph-gophers-graphql-go-dev")
    return [sys.executable, str(HERE / "go" / "make.py")]


def _require(program: str, packages: str) -> None:
    if shutil.which(program) is None:
        raise SystemExit(f"There is no {program}: apt-get install {packages}")


def _once(mark: Path, described_by: Path, install: Callable[[], None]) -> None:
    """Install unless that was done before from the same description."""
    description = hashlib.sha256(described_by.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != description:
        install()
        mark.write_text(description)


_HOW: dict[str, Callable[[str, Path], list[str]]] = {
    **dict.fromkeys(NODE, _node),
    **dict.fromkeys(PYTHON, _python),
    "graphql-ruby": _ruby,
    "graphql-go": _go,
}
