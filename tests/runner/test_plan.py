from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main

REMOTE = "https://staging.does-not-resolve.invalid/v1/graphql/"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def touched(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "getaddrinfo", touched)
    monkeypatch.setattr(socket.socket, "connect", touched)
    monkeypatch.setattr("subprocess.Popen", touched)
    monkeypatch.chdir(tmp_path)


def planned(*words: str) -> str:
    result = CliRunner().invoke(main, ["run", "--plan", *words])
    assert result.exit_code == 0, result.output
    assert list(Path.cwd().iterdir()) == []
    return result.stdout


def test_the_embedded_server_is_not_started_for_a_plan() -> None:
    said = planned("--mutation", "createAccountReference", "--max-examples", "7")
    (line,) = [line for line in said.splitlines() if line.startswith("createAccountReference")]
    assert "(CREATES)" in line
    assert re.search(r"valid-input \d+", line)
    assert said.endswith("Nothing was sent.\n")


def test_more_examples_are_more_cases() -> None:
    def total(examples: str) -> int:
        said = planned("--mutation", "createAccountReference", "--max-examples", examples)
        return int(re.findall(r"At most (\d+) requests", said)[0])

    assert total("30") > total("5")


def test_a_remote_target_is_planned_with_its_effects() -> None:
    said = planned("--url", REMOTE, "--execute", "--token", "JWT x", "--mutation", "endContributionAgreement")
    assert "blocked" in said
    assert "--allow-effect DESTROYS" in said
    allowed = planned(
        *("--url", REMOTE, "--execute", "--token", "JWT x", "--mutation", "endContributionAgreement"),
        *("--allow-effect", "DESTROYS", "--server", "API"),
    )
    assert "DESTROYS:" not in allowed.replace("(DESTROYS):", "")


def test_a_plan_sends_nothing_and_needs_no_leave() -> None:
    said = planned("--url", REMOTE, "--mutation", "createAccountReference", "--server", "API")
    assert said.endswith("Nothing was sent.\n")


def test_what_is_no_address_is_refused_for_plans_too() -> None:
    result = CliRunner().invoke(main, ["run", "--plan", "--url", "http://localhost\\@evil.invalid/"])
    assert result.exit_code == 2
    assert "--url" in result.stderr


def test_samples_show_inputs_and_no_secret() -> None:
    said = planned("--verbose", "--mutation", "obtainKrakenToken", "--mutation", "createAccountReference")
    assert '"accountNumber": "A-' in said
    assert "[hidden]" in said


def test_verbose_alone_is_refused() -> None:
    result = CliRunner().invoke(main, ["run", "--verbose"])
    assert (result.exit_code, "--plan" in result.stderr) == (2, True)
