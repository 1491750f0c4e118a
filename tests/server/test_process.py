from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.server import (
    PlantedFault,
    ServerSettings,
    ServerStartError,
    UnknownFaultError,
    create_app,
    start_server,
)
from kraken_conformance.server.core import process
from kraken_conformance.server.core.process import _plain, read_settings
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import Contract
from tests.small_contract import write_contract

COMMAND = [
    sys.executable,
    "-c",
    "from kraken_conformance.cli.main import main; main()",
    "serve",
    "--port",
    "0",
]


@pytest.fixture(autouse=True)
def by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start servers as a user's run does, in an interpreter of their own."""
    monkeypatch.setattr(process, "subprocess", subprocess)


def has_ended(url: str) -> bool:
    """Wait until nothing answers any more, for ten seconds at most."""
    for _ in range(100):
        try:
            httpx.get(url, timeout=1)
        except httpx.TransportError:
            return True
        time.sleep(0.1)
    return False


def test_an_embedded_server_ends_with_its_context() -> None:
    with start_server(contract="oefr") as server:
        health = server.url.replace("/v1/graphql/", "/health")
        assert httpx.get(health).json() == {"status": "ok"}
    assert has_ended(health)
    server.stop()


def test_an_embedded_server_dies_with_its_parent() -> None:
    code = (
        "import os, kraken_conformance.server as s\n"
        "server = s.start_server(contract='oefr')\n"
        "print(server.url, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    parent = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=False)
    assert parent.returncode == -signal.SIGKILL
    assert has_ended(parent.stdout.strip())


def test_the_settings_reach_the_process() -> None:
    fault = PlantedFault("field-missing", "switchProduct")
    settings = ServerSettings(api_key="sk_other", latency=0.2, faults=(fault,))
    with start_server(settings, contract="oefr") as server:
        assert server.api_key == "sk_other"
        started = time.monotonic()
        query = 'mutation { obtainKrakenToken(input: {APIKey: "sk_other"}) { token } }'
        assert httpx.post(server.url, json={"query": query}).json()["data"]["obtainKrakenToken"]["token"]
        assert time.monotonic() - started >= 0.2


def test_settings_travel_unchanged() -> None:
    settings = ServerSettings(
        faults=(PlantedFault("int-as-text", "createReferral", "leap-day", Fraction(1, 20)),)
    )
    assert read_settings(_plain(settings)) == settings


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (PlantedFault("no-such-fault"), "no fault 'no-such-fault'"),
        (PlantedFault("int-as-text"), "name it"),
        (PlantedFault("int-as-text", "noSuchMutation"), "no mutation 'noSuchMutation'"),
        (PlantedFault("int-as-text", "requestPrintedBill"), "it needs a return field"),
        (PlantedFault("int-as-text", "createReferral", "no-such-condition"), "no condition"),
        (PlantedFault("no-token-accepted", "createReferral", "leap-day"), "takes no condition"),
        (PlantedFault("int-as-text", "createReferral", rate=Fraction(0)), "A rate is"),
    ],
)
def test_a_fault_that_cannot_be_planted(contract: Contract, fault: PlantedFault, message: str) -> None:
    with pytest.raises(UnknownFaultError, match=message):
        create_app(contract, ServerSettings(faults=(fault,)))


def test_what_keeps_an_embedded_server_from_starting_is_told() -> None:
    with pytest.raises(ServerStartError, match="no fault 'no-such-fault'"):
        start_server(ServerSettings(faults=(PlantedFault("no-such-fault"),)), contract="oefr")


ADDS = (
    'mutation { addCampaignToAccount(input: {accountNumber: "A-00000001", campaign: "a"}) { campaignAdded } }'
)
"""A mutation of an account, which belongs to somebody."""


@pytest.fixture
def serving() -> Iterator[subprocess.Popen[str]]:
    faults = ["--fault", "int-as-text", "--fault", "enum-as-number:rate=1/2"]
    options = [*faults, "--on", "createReferral", "--on", "deletePushNotificationBinding"]
    with subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_when_it_is_ready_and_ends_cleanly(
    serving: subprocess.Popen[str], number: int
) -> None:
    assert serving.stdout is not None
    assert serving.stderr is not None
    line = serving.stdout.readline()
    assert line.startswith("Ready: API http://127.0.0.1:")
    url = line.split()[2].rstrip(",")
    assert url.endswith("/v1/graphql/")
    assert httpx.post(url, json={"query": "{ __typename }"}).status_code == 200
    os.kill(serving.pid, number)
    assert serving.wait(10) == 0
    assert serving.stdout.read() == serving.stderr.read() == ""


def test_the_command_prints_tokens_that_the_server_takes_apart() -> None:
    with subprocess.Popen([*COMMAND, "--tokens"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[2].rstrip(",")
        tokens = dict(process.stdout.readline().strip().split("=", 1) for _ in range(3))
        codes = [
            httpx.post(url, json={"query": ADDS}, headers={"Authorization": token}).json()["errors"][0]
            for name, token in tokens.items()
            if name != "KRAKEN_TOKEN"
        ]
        own = httpx.post(url, json={"query": ADDS}, headers={"Authorization": tokens["KRAKEN_TOKEN"]})
        process.terminate()
    assert list(tokens) == ["KRAKEN_TOKEN", "KRAKEN_PEER_TOKEN", "KRAKEN_EXPIRED_TOKEN"]
    assert [error["extensions"]["errorCode"] for error in codes] == ["KT-CT-1111", "KT-CT-1124"]
    assert "errors" not in own.json()


def test_the_command_lists_the_faults() -> None:
    found = CliRunner().invoke(main, ["serve", "--list-faults"])
    assert found.exit_code == 0
    assert [line.split()[0] for line in found.output.splitlines()] == list(FAULTS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fault", "nothing"], "no fault 'nothing'"),
        (["--fault", "int-as-text:rate=x"], "'x' is no rate"),
        (["--fault", "int-as-text:often"], "neither when=NAME nor rate=1/N"),
        (["--on", "createReferral"], "--on needs a --fault"),
        (
            ["--fault", "int-as-text", "--on", "createReferral", "--on", "selfReading"],
            "no --fault for --on selfReading",
        ),
        (["--host", "192.0.2.1", "--port", "1"], "Cannot listen on 192.0.2.1:1"),
        (["--contract", "/no/such"], "no such file"),
    ],
)
def test_bad_options(options: list[str], message: str) -> None:
    found = CliRunner().invoke(main, ["serve", *options])
    assert found.exit_code == 2
    assert message in found.output


def test_a_contract_that_cannot_be_served_is_refused_before_anything_is_ready(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[1] / "end_to_end" / "contracts" / "three_sites"
    shutil.copytree(shipped, tmp_path / "contract")
    sdl = tmp_path / "contract" / "contract.graphql"
    text = sdl.read_text("utf-8").replace("scalar Date\n", "type Date @undocumented(kind: OBJECT)\n", 1)
    sdl.write_text(text, "utf-8")
    (tmp_path / "contract" / "invented.graphql").write_text("type Date { at: Nowhere }\n", "utf-8")
    with pytest.raises(ServerStartError, match=r"DESK: .*Nowhere"):
        start_server(contract=tmp_path / "contract")


def test_a_site_without_mutations_is_served_without_a_mutation_type(tmp_path: Path) -> None:
    contract = write_contract(tmp_path / "contract", ["selfReading"])
    with start_server(contract=contract) as server:
        asked = {"query": "{ __schema { mutationType { name } } }"}
        found = [httpx.post(url, json=asked).json() for url in (server.url, server.auth_url)]
    assert [answer["data"]["__schema"]["mutationType"] for answer in found] == [{"name": "Mutation"}, None]
