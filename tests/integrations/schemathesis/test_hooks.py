"""Our checks within Schemathesis, by its real command line on a real server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kraken_conformance.server import PlantedFault, RunningServer, ServerSettings, start_server
from tests.integrations.schemathesis.conftest import log_in

ST = Path(sys.executable).with_name("st")


def st_run(
    server: RunningServer, token: str, folder: Path, *names: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run our check alone on some mutations."""
    chosen = [part for name in names for part in ("--include-name", f"Mutation.{name}")]
    options = ["--checks", "kraken_contract", "--phases", "fuzzing", "-n", "8", "--seed", "1", "--no-color"]
    hooks = {"SCHEMATHESIS_HOOKS": "kraken_conformance.schemathesis_hooks"}
    return subprocess.run(
        [str(ST), "run", server.url, "-H", f"Authorization: {token}", *options, *chosen],
        env={**os.environ, **hooks, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_healthy_server_passes(server: RunningServer, token: str, tmp_path: Path) -> None:
    names = ("createReferral", "linkUserToLine")
    done = st_run(server, token, tmp_path, *names, KRAKEN_FAIL_ON="should")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


REDEEM = "redeemLoyaltyPointsForAccountCredit"


@pytest.fixture(scope="module")
def broken() -> Iterator[RunningServer]:
    faults = (
        PlantedFault("int-as-text", "createReferral"),
        PlantedFault("code-undeclared", REDEEM),
        PlantedFault("http-success-400", "createReferral"),
    )
    with start_server(ServerSettings(faults=faults), contract="oefr") as running:
        yield running


def test_each_broken_promise_is_named(broken: RunningServer, tmp_path: Path) -> None:
    done = st_run(broken, log_in(broken), tmp_path, "createReferral", REDEEM)
    assert done.returncode == 1, done.stdout + done.stderr
    for words in ("shape.integer (MUST)", "error.code-declared (MUST)", "Expected:", "Actual:", "Source:"):
        assert words in done.stdout
    assert "(SHOULD)" not in done.stdout


def test_a_should_fails_on_request(broken: RunningServer, tmp_path: Path) -> None:
    done = st_run(broken, log_in(broken), tmp_path, "createReferral", KRAKEN_FAIL_ON="should")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "http.status (SHOULD)" in done.stdout


def test_a_level_that_does_not_exist_is_refused(server: RunningServer, token: str, tmp_path: Path) -> None:
    done = st_run(server, token, tmp_path, "createReferral", KRAKEN_FAIL_ON="may")
    assert done.returncode not in (0, 1)
    assert "must or should" in done.stdout + done.stderr
