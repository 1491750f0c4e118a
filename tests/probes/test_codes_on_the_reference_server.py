"""How many codes the probe `provocation` raises on the reference server, and that nothing else comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kraken_conformance.checks.registry import all_checks
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import ServerSettings
from kraken_conformance.strategies import Pools
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView
from tests.probes.listing import own_schema, shipped

CODES, PAIRS = 150, 420


@pytest.fixture(scope="module")
def observations() -> list[Observation]:
    """Every provocation, with a thing in each state that the reference server knows."""
    states = {
        code: [f"A-F0{int(code.rpartition('-')[2]):06}"]
        for code in shipped().triggers.pools
        if code.startswith("KT-")
    }
    pools = Pools({**states, "foreignAccount": ["A-FEED0001"]})
    with embedded(ServerSettings(), "oefr") as server:
        client = TargetClient(
            TargetSettings(
                {"API": server.url, "AUTH": server.auth_url}, token=server.token, permission=THIS_MACHINE
            )
        )
        try:
            return list(_sent(client, pools))
        finally:
            client.close()


def _sent(client: TargetClient, pools: Pools) -> Iterator[Observation]:
    contract = shipped()
    for server in contract.servers.values():
        view = TargetView(contract, server, own_schema(server.name), True, pools=pools)
        for mutation in contract.on_server(server.name):
            made = mutation_probes()["provocation"](mutation, view)
            for case in made.fixed if isinstance(made, Cases) else ():
                yield Observation(client.send(case), view)


def is_allowed(case: Case) -> bool:
    return case.due is not None and case.due.absent


def wanted(case: Case) -> set[str]:
    return set(case.due.codes) if case.due is not None else {str(case.provokes)}


def test_most_codes_are_raised(observations: list[Observation]) -> None:
    raised = {
        (observation.case.mutation, error.code)
        for observation in observations
        for error in observation.errors
        if error.code in wanted(observation.case) and not is_allowed(observation.case)
    }
    assert len({code for _, code in raised}) >= CODES
    assert len(raised) >= PAIRS


def test_each_is_raised_on_its_condition_and_nothing_else_is(observations: list[Observation]) -> None:
    for observation in observations:
        codes = {error.code for error in observation.errors}
        if is_allowed(observation.case):
            assert not codes & wanted(observation.case), observation.case.label
            continue
        assert codes, observation.case.label
        assert codes <= wanted(observation.case), (observation.case.mutation, observation.case.label, codes)


def test_nothing_is_held_against_the_server(observations: list[Observation]) -> None:
    found = [
        (observation.case.mutation, observation.case.label, check.id)
        for observation in observations
        for check in all_checks()
        if check.applies(observation) and any(check.run(observation))
    ]
    assert found == []
