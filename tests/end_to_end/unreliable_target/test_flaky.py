from __future__ import annotations

from fractions import Fraction

import pytest

from kraken_conformance.model.subject import Subject
from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.runner.execution.engine import Engine
from kraken_conformance.runner.preflight import preflight
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.spec import load_contract
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings

MUTATION = "selfReading"


def findings(seed: int, rate: Fraction) -> dict[str, bool]:
    """Return whether each requirement that was found broken is flaky."""
    contract = load_contract("oefr")
    planted = PlantedFault("code-undeclared", MUTATION, rate=rate)
    with embedded(ServerSettings(faults=(planted,)), "oefr") as server:
        target = TargetSettings(
            {"API": server.url, "AUTH": server.auth_url}, token=server.token, permission=THIS_MACHINE
        )
        client = TargetClient(target)
        known = preflight(client, contract, ["API"], schema=None)
        client.close()
        subject = Subject("API", MUTATION)
        settings = RunSettings(
            contract="oefr",
            target=target,
            subjects=(subject,),
            probes=("valid-input",),
            schemas=known.schemas,
            dry_run_honoured=known.dry_run_honoured,
            seed=seed,
            max_examples=200,
            concurrency=8,
        )
        engine = Engine(settings, contract, StopRequest())
        try:
            events = engine.run(subject)
        finally:
            engine.close()
    return {event["requirement"]: event["flaky"] for event in events if event["type"] == "finding"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_fault_in_one_of_twenty_answers_is_found_and_told_apart(seed: int) -> None:
    found = findings(seed, Fraction(1, 20))
    assert found["error.code-declared"]
    assert all(found.values())


def test_a_fault_in_every_answer_is_not_flaky() -> None:
    found = findings(1, Fraction(1))
    assert not found["error.code-declared"]
    assert not any(found.values())
