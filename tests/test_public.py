from __future__ import annotations

import subprocess
import sys

import kraken_conformance


def test_the_names_of_the_package_are_pinned() -> None:
    assert kraken_conformance.__all__ == [
        "EvidenceError",
        "HarnessError",
        "InternalError",
        "TargetUnavailable",
        "UsageError",
    ]
    assert all(
        issubclass(getattr(kraken_conformance, name), Exception) for name in kraken_conformance.__all__
    )


def test_importing_the_package_imports_none_of_what_it_depends_on() -> None:
    heavy = {"graphql", "httpx", "hypothesis", "yaml"}
    program = f"import sys, kraken_conformance; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
