"""Sessions of development. `nox -l` lists them, and marks those that are run without a choice."""

from __future__ import annotations

import subprocess
import tempfile
import zipfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
nox.options.sessions = ["lint", "types", "build", "tests"]
nox.options.error_on_missing_interpreters = True

PACKAGES = ("conformance", "reports", "spec", "strategies")
SHIPPED = (".py", ".yaml", ".graphql", ".json", ".j2", ".css", ".js", ".typed", ".pem", ".xsd")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests against the installed package."""
    session.install(".[dev]")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting."""
    session.install("ruff")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly. Editable, so that the checker sees the sources under their installed names."""
    session.install("-e", ".[dev]")
    session.run("mypy")


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel and the source distribution, and fail where the wheel lacks a tracked file."""
    session.install("build")
    with tempfile.TemporaryDirectory() as folder:
        session.run("python", "-m", "build", "--outdir", folder, silent=True)
        wheel = next(Path(folder).glob("*.whl"))
        missing = sorted(set(_tracked()) - set(zipfile.ZipFile(wheel).namelist()))
        if missing:
            session.error(
                "The wheel lacks these files; see [tool.setuptools] in pyproject.toml: " + ", ".join(missing)
            )
        session.log(f"{wheel.name} has all {len(_tracked())} tracked files.")


@nox.session
def selftest(session: nox.Session) -> None:
    """Plant every fault in the reference server, and see that each is found and nothing else."""
    session.install(".")
    session.run("kraken-conformance", "selftest", *session.posargs)


@nox.session
def interop(session: nox.Session) -> None:
    """Run the harness against healthy servers on other engines: arguments of tests/interop/drive.py."""
    session.install(".")
    environments = str(Path(session.create_tmp()).absolute())
    session.run("python", "tests/interop/drive.py", "--environments", environments, *session.posargs)


@nox.session
def run(session: nox.Session) -> None:
    """Run the main job, as a user would: the installed command against the embedded server."""
    session.install(".")
    session.run("kraken-conformance", "run", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation as a site, and fail where a link leads nowhere."""
    session.install("mkdocs-material")
    session.run("mkdocs", "build", "--strict", "-f", ".ci/mkdocs.yml", env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the quick tests with the oldest versions that pyproject.toml allows."""
    session.install("uv")
    session.run("uv", "pip", "install", "--quiet", "--resolution", "lowest-direct", ".[dev]")
    session.run("pytest", "-m", "not slow", *session.posargs)


@nox.session
def latest(session: nox.Session) -> None:
    """Run the quick tests with the newest versions that pyproject.toml allows, pre-releases left out."""
    session.install("--upgrade", "--upgrade-strategy", "eager", ".[dev]")
    session.run("pytest", "-m", "not slow", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure; bench/README.md says what."""
    session.install(".[dev]")
    for script in sorted(Path("bench").glob("*.py")):
        session.run("python", "-m", f"bench.{script.stem}")


def _tracked() -> list[str]:
    """Return where each tracked file of the packages has to be in the wheel."""
    listed = subprocess.run(["git", "ls-files", *PACKAGES], capture_output=True, text=True, check=True).stdout
    files = [name for name in listed.splitlines() if name.endswith(SHIPPED)]
    return [_installed(name) for name in files]


def _installed(name: str) -> str:
    top, _, rest = name.partition("/")
    return f"kraken_conformance/{rest}" if top == "conformance" else f"kraken_conformance/{name}"
