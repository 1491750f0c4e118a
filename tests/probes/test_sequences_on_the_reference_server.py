"""The sequences of the probe `state` on reference servers: one that remembers, and one that keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kraken_conformance.checks.registry import all_checks
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.runner.embedded_target import Embedded, embedded
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.strategies import Pools
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView
from tests.probes.listing import fixed, own_schema, shipped

VIEWS = {
    name: TargetView(
        shipped(), server, own_schema(name), True, pools=Pools({"APIKey": [ServerSettings().api_key]})
    )
    for name, server in shipped().servers.items()
}


def client_of(server: Embedded) -> TargetClient:
    sites, token = server.sites, server.token
    return TargetClient(
        TargetSettings(sites, token=token, platform=shipped().platform, permission=THIS_MACHINE)
    )


@pytest.fixture(scope="module")
def remembering() -> Iterator[TargetClient]:
    with embedded(ServerSettings(stateful=True), "oefr") as server:
        client = client_of(server)
        yield client
        client.close()


def cases_of(mutation: str) -> tuple[Case, ...]:
    return fixed("state", mutation, VIEWS[shipped().mutations[mutation].server])


def judged(client: TargetClient, case: Case) -> dict[str, int]:
    """How many violations each requirement about sequences finds, where it applies."""
    observation = Observation(client.send(case), VIEWS[case.server])
    return {
        check.id: len(list(check.run(observation)))
        for check in all_checks()
        if check.id.startswith(("state.", "auth.issued", "auth.token-use")) and check.applies(observation)
    }


@pytest.mark.parametrize(
    ("mutation", "requirement"),
    [
        ("endContributionAgreement", "state.ended-refused"),
        ("endContributionAgreement", "state.given-accepted"),
        ("acceptQuote", "state.one-winner"),
        ("createCreditTransferPermission", "state.one-winner"),
        ("submitRepaymentRequest", "state.ended-refused"),
        ("submitRepaymentRequest", "state.sent-again"),
        ("obtainKrakenToken", "auth.issued-token"),
        ("obtainKrakenToken", "auth.token-use"),
        ("validateMfaDevice", "state.ended-refused"),
    ],
)
def test_a_server_that_remembers_is_judged(
    remembering: TargetClient, mutation: str, requirement: str
) -> None:
    found = [judged(remembering, case) for case in cases_of(mutation)]
    assert any(requirement in one for one in found)
    assert all(count == 0 for one in found for count in one.values())


def test_four_at_once_are_four_requests(remembering: TargetClient) -> None:
    (case,) = [case for case in cases_of("cancelSmartFlexOnboarding") if case.rivals]
    exchange = remembering.send(case)
    answers = [exchange.response, *(rival.response for rival in exchange.rivals)]
    assert len(answers) == 4
    won = [answer for answer in answers if answer is not None and b'"errors"' not in answer.body]
    assert len(won) == 1


def test_a_server_that_keeps_nothing_is_not_judged_by_what_it_keeps() -> None:
    with embedded(ServerSettings(), "oefr") as server:
        client = client_of(server)
        try:
            found = [judged(client, case) for case in cases_of("endContributionAgreement")]
        finally:
            client.close()
    assert [one for one in found if one.keys() - {"auth.token-use"}] == []


def test_what_a_refused_request_made_is_found_where_it_is_taken() -> None:
    fault = PlantedFault("refused-permission-is-there", "createCreditTransferPermission")
    with embedded(ServerSettings(stateful=True, faults=(fault,)), "oefr") as server:
        client = client_of(server)
        try:
            found = [judged(client, case) for case in cases_of("terminateCreditTransferPermission")]
        finally:
            client.close()
    assert sum(one.get("state.ended-refused", 0) for one in found) == 1
