"""Sessions of development. `nox -l` lists them, and marks those that are run without a choice."""

from __future__ import annotations

import json
import subprocess
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
nox.options.sessions = ["lint", "types", "build", "tests"]
nox.options.error_on_missing_interpreters = True

LOCK = ".ci/requirements.lock"
PACKAGES = ("conformance", "reports", "spec", "strategies")
SHIPPED = (".py", ".yaml", ".graphql", ".json", ".j2", ".css", ".js", ".typed", ".pem", ".xsd")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests against the installed package."""
    session.install(".[dev]")
    session.run("pytest", *session.posargs)


@nox.session
def quick(session: nox.Session) -> None:
    """Run the tests of what decides, room by room: under a minute on two cores. tests/quick.txt lists them."""
    session.install(".[dev]")
    session.run("pytest", "-n", "auto", "@tests/quick.txt", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """Run the tests that take more than a few seconds each: hostile targets above all."""
    session.install(".[dev]")
    session.run("pytest", "-m", "slow", *session.posargs)


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
def published(session: nox.Session) -> None:
    """Take published schemas, which are not kept here, from the import to a certificate."""
    if not session.posargs:
        session.skip("Name schema files after --.")
    session.install(".[dev]")
    session.run("python", "-m", "tests.end_to_end.published", *session.posargs)


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
    """Run the tests with the oldest versions that pyproject.toml allows; `-- @tests/quick.txt` runs the quick ones."""
    session.install("uv")
    session.run("uv", "pip", "install", "--quiet", "--resolution", "lowest-direct", ".[dev]")
    session.run("pytest", *session.posargs)


@nox.session
def latest(session: nox.Session) -> None:
    """Run the tests with the newest versions that pyproject.toml allows, pre-releases left out."""
    session.install("--upgrade", "--upgrade-strategy", "eager", ".[dev]")
    session.run("pytest", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write `.ci/requirements.lock` again: every package that the tool runs with, with the hashes of its files."""
    session.install("pip-tools")
    session.run(
        *(
            "pip-compile",
            "--quiet",
            "--generate-hashes",
            "--strip-extras",
            "--no-emit-index-url",
            "--no-emit-find-links",
        ),
        *("--no-header", "--output-file", LOCK, "pyproject.toml", *session.posargs),
    )


@nox.session
def audit(session: nox.Session) -> None:
    """Look up known vulnerabilities of the packages in the lock. Needs a database, from the network as a rule."""
    session.install("pip-audit")
    session.run("pip-audit", "--require-hashes", "--disable-pip", "-r", LOCK, *session.posargs)


@nox.session
def release(session: nox.Session) -> None:
    """Build what is released into a folder (`dist`): a wheel that is the same each time, and what it is made of."""
    folder = Path(session.posargs[0] if session.posargs else "dist").absolute()
    session.install("build", "cyclonedx-bom")
    epoch = _git("log", "-1", "--format=%ct").strip()
    session.env["SOURCE_DATE_EPOCH"] = epoch
    wheels = []
    for number in range(2):
        with tempfile.TemporaryDirectory() as made:
            session.run("python", "-m", "build", "--outdir", made, silent=True)
            wheel = next(Path(made).glob("*.whl"))
            wheels.append(sha256(wheel.read_bytes()).hexdigest())
            if number:
                folder.mkdir(parents=True, exist_ok=True)
                for file in Path(made).iterdir():
                    (folder / file.name).write_bytes(file.read_bytes())
    if len(set(wheels)) > 1:
        session.error(f"Two builds of the same commit differ: {' and '.join(wheels)}.")
    _write_sbom(session, next(folder.glob("*.whl")), folder / "sbom.cdx.json")


def _write_sbom(session: nox.Session, wheel: Path, sbom: Path) -> None:
    """Write what the wheel is run with (CycloneDX): which package needs which, licences, and the hashes of the lock."""
    usual = (
        "--pyproject",
        "pyproject.toml",
        "--mc-type",
        "application",
        "--output-reproducible",
        "--of",
        "JSON",
    )
    with tempfile.TemporaryDirectory() as made:
        python, files = Path(made, "bin", "python"), Path(made, "files.json")
        session.run("python", "-m", "venv", made)
        pip = (str(python), "-m", "pip", "--quiet", "--disable-pip-version-check")
        session.run(*pip, "install", "--require-hashes", "-r", LOCK, external=True)
        session.run(*pip, "install", "--no-deps", str(wheel), external=True)
        session.run(*pip, "uninstall", "--yes", "setuptools", "pip", external=True)
        session.run("cyclonedx-py", "environment", *usual, "--output-file", str(sbom), str(python))
        session.run("cyclonedx-py", "requirements", LOCK, *usual, "--output-file", str(files))
        hashed = {
            one["purl"]: one["externalReferences"] for one in json.loads(files.read_text())["components"]
        }
    found = json.loads(sbom.read_text())
    for component in found["components"]:
        component["externalReferences"] = [
            *component.get("externalReferences", ()),
            *hashed[component["purl"]],
        ]
    sbom.write_text(json.dumps(found, indent=2) + "\n")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure; bench/README.md says what."""
    session.install(".[dev]")
    for script in sorted(Path("bench").glob("*.py")):
        session.run("python", "-m", f"bench.{script.stem}")


def _tracked() -> list[str]:
    """Return where each tracked file of the packages has to be in the wheel."""
    files = [name for name in _git("ls-files", *PACKAGES).splitlines() if name.endswith(SHIPPED)]
    return [_installed(name) for name in files]


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout


def _installed(name: str) -> str:
    top, _, rest = name.partition("/")
    return f"kraken_conformance/{rest}" if top == "conformance" else f"kraken_conformance/{name}"
