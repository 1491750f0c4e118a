from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.machines.network import PROGRAM, TARGET, USER, Network, missing, network
from tests.end_to_end.unreliable_target.harness import few

API_KEY = "sk_live_reference"
PORT = 8000
NAMES = (
    "selfReading",
    "createMfaDevice",
    "forceReauthentication",
    "unlinkUserFromLine",
    "cancelRepaymentRequest",
    "linkUserToLine",
)
"""Mutations of few cases but the first, which is broken, and whose fields are known from the target alone."""

PROBES = ("--probe", "valid-input", "--probe", "no-token", "--probe", "schema", "--max-examples", "1")
PART = (*few(NAMES), *PROBES)
SLOWLY = ("--max-rps", "30")
"""What leaves time to disturb a run: it takes four seconds and more."""

KEY = {**os.environ, "KRAKEN_API_KEY": API_KEY}
FAULTS = ("--fault", "code-undeclared", "--on", "selfReading")


@dataclass(frozen=True)
class Lab:
    """Machines with a target that keeps all its promises but one."""

    net: Network
    mine: Path
    words: list[str]

    def command(self, output: str, *words: str | Path) -> list[str]:
        """Return the command of a run on the machine of the user, into a folder that no host sees."""
        given = [*self.words, "--output", self.mine / output, *words]
        return self.net.command(USER, *PROGRAM, "run", "--execute", "--seed", "1", *given)

    def run(self, output: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(output, *words), capture_output=True, text=True, env=KEY)

    def start(self, output: str, *words: str | Path) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(self.command(output, *words), stdout=pipe, stderr=pipe, text=True, env=KEY)

    def lines(self, output: str) -> int:
        """Return how much evidence there is by now."""
        evidence = self.mine / output / "evidence.jsonl"
        return evidence.read_bytes().count(b"\n") if evidence.exists() else 0


@pytest.fixture(scope="session")
def able() -> None:
    """Skip where there can be no machines."""
    reason = missing()
    if reason is not None:
        pytest.skip(reason)


@pytest.fixture
def lab(able: None, tmp_path: Path) -> Iterator[Lab]:
    """Machines of one test, which may kill them."""
    with _lab(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def shared(able: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Machines of all tests that leave them as they are."""
    with _lab(tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture(scope="session")
def alone(shared: Lab) -> Path:
    """The folder of a run in one process, against the target that every lab has at the same address."""
    done = shared.run("alone", *PART)
    assert done.returncode == 1, done.stdout + done.stderr
    return shared.mine / "alone"


@contextmanager
def _lab(base: Path) -> Iterator[Lab]:
    folder, mine = base / "net", base / "mine"
    folder.mkdir()
    mine.mkdir()
    with network(folder, mine) as net:
        address = net.address(TARGET)
        net.start(TARGET, *PROGRAM, "serve", "--host", address, "--port", str(PORT), *FAULTS)
        net.wait_for(TARGET, PORT)
        url = f"http://{address}:{PORT}"
        yield Lab(net, mine, ["--url", f"{url}/v1/graphql/", "--auth-url", f"{url}/auth/graphql/"])
