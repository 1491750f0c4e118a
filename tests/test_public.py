from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kraken_conformance
from kraken_conformance.cli.main import COMMANDS


def test_the_names_of_the_package_are_pinned() -> None:
    assert kraken_conformance.__all__ == [
        "EvidenceError",
        "HarnessError",
        "InternalError",
        "RunRequest",
        "RunVerdict",
        "TargetUnavailable",
        "UsageError",
        "run",
    ]
    assert all(getattr(kraken_conformance, name) for name in kraken_conformance.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute"):
        getattr(kraken_conformance, "nothing")  # noqa: B009


HEAVY = {"graphql", "httpx", "hypothesis", "pytest", "rich", "yaml"}
"""What takes most of the time of a start."""

COMMANDS_AT_ONCE = [module for name, (module, _) in COMMANDS.items() if name != "serve"]
"""Every command but that which lists faults of its own module in its help."""


@pytest.mark.parametrize(
    "modules",
    [["kraken_conformance"], ["kraken_conformance.cli.main", *COMMANDS_AT_ONCE]],
    ids=["the package", "the commands"],
)
def test_importing_it_imports_none_of_what_it_depends_on(modules: list[str]) -> None:
    program = f"import sys, {', '.join(modules)}; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_does_not_import_schemathesis(tmp_path: Path) -> None:
    """Only `kraken_conformance.schemathesis_hooks`, which its users name, does."""
    program = (
        "import sys\nfrom kraken_conformance import RunRequest, run\n"
        "found = run(RunRequest(mutations=('selfReading',), probes=('valid-input',), max_examples=1))\n"
        "print(found.verdict, 'schemathesis' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.split() == ["conformant", "False"]
