"""Faults between two customers, on a server in a process of its own: found with `--peer-token`, and not without it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.server import PlantedFault, RunningServer, ServerSettings, start_server
from kraken_conformance.server.faults.identities import IDENTITY_FAULTS

PLANTED = {str(fault.example): fault.id for fault in IDENTITY_FAULTS}
GIVERS = ("createContributionAgreement", "createCreditTransferPermission")
"""What makes the records that another customer is to keep away from."""


@pytest.fixture(scope="module")
def careless() -> Iterator[RunningServer]:
    faults = tuple(PlantedFault(fault, mutation) for mutation, fault in PLANTED.items())
    with start_server(ServerSettings(stateful=True, faults=faults), contract="oefr") as server:
        yield server


def found(server: RunningServer, folder: Path, *more: str) -> tuple[int, list[tuple[str, str]]]:
    names = (word for name in (*PLANTED, *GIVERS) for word in ("--mutation", name))
    call = [
        *("run", "--url", server.url, "--auth-url", server.auth_url, "--token", server.token, *names),
        *(
            "--probe",
            "valid-input",
            "--probe",
            "flow",
            "--probe",
            "peer-access",
            "--max-examples",
            "5",
            "--seed",
            "1",
        ),
        *("--output", str(folder), *more),
    ]
    code = CliRunner().invoke(main, call).exit_code
    lines = (json.loads(line) for line in (folder / "evidence.jsonl").read_text("utf-8").splitlines())
    findings = [line for line in lines if line["type"] == "finding"]
    return code, sorted((one["mutation"], one["requirement"]) for one in findings)


def test_all_are_found_with_a_second_identity(careless: RunningServer, tmp_path: Path) -> None:
    code, findings = found(careless, tmp_path / "two", "--peer-token", careless.peer_token)
    assert len(PLANTED) == len(IDENTITY_FAULTS) == 8
    assert [mutation for mutation, broken in findings if broken == "auth.peer-access"] == sorted(PLANTED)
    assert {broken for _, broken in findings} == {"auth.peer-access", "error.data-null"}, (
        "data beside an error"
    )
    assert code == 1


def test_one_identity_shows_none_of_them(careless: RunningServer, tmp_path: Path) -> None:
    _, findings = found(careless, tmp_path / "one")
    assert findings == []
