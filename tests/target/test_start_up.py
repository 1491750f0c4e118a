"""A run waits for a target that is starting, for as long as it was asked to."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from kraken_conformance.cli.main import main


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def given(port: int, output: Path) -> list[str]:
    url = f"http://127.0.0.1:{port}/v1/graphql/"
    target = ["--url", url, "--api-key", "sk_live_reference", "--output", str(output)]
    return ["run", *target, "--mutation", "createReferral", "--probe", "http-audits"]


def test_a_target_that_is_starting_is_waited_for(tmp_path: Path) -> None:
    port = free_port()
    program = [sys.executable, "-m", "kraken_conformance.cli", "serve", "--port", str(port)]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL) as starting:
        try:
            CliRunner().invoke(main, [*given(port, tmp_path), "--wait", "60"])
        finally:
            starting.terminate()
    assert json.loads((tmp_path / "results.json").read_text())["counts"]["cases"]


def test_a_target_that_does_not_come_up_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, [*given(free_port(), tmp_path), "--wait", "0.2"])
    assert done.exit_code == 3
    assert "refused" in done.output
