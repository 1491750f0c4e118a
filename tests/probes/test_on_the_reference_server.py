"""A conformant server breaks no promise about credentials, input, equivalent requests and dry runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from kraken_conformance.checks.registry import all_checks
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Cases
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.probes._shared.preconditions import skipped
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import RunningServer, start_server
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.introspection import introspect, schema_from
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView
from tests.probes.listing import PROBES, shipped

FAMILIES = ("auth.", "input.", "equivalent.", "dry.")

PER_MUTATION = {"valid-input": 1, "rejected-input": 8, "equivalent": 1, "no-token": 2}
"""How many cases of a probe are sent for a mutation; one of the others. Another part of them for each."""

NEED_A_SCHEMA = {
    "dry.lists-codes",
    "input.int-out-of-range",
    "input.malformed-scalar",
    "input.unknown-enum-value",
    "input.valid-accepted",
}
"""They speak of fields that nobody documents."""

NEED_A_TOKEN = {"auth.tampered-token"}
"""They change the token of the run, and without one there is none to change."""

SENT_BY_OTHERS = {"auth.ended-token", "auth.issued-token", "auth.token-use", "auth.peer-access"}
"""They take the probes `state`, whose sequences are run against this server in a file of their own, and `peer-access`,
which takes a second identity; its tests judge answers, and none of them runs it against this server."""

LOGIN = "mutation ($key: String!) { obtainKrakenToken(input: {APIKey: $key}) { token } }"


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with start_server(contract="oefr") as running:
        yield running


@pytest.fixture(scope="module")
def token(server: RunningServer) -> str:
    answer = httpx.post(server.url, json={"query": LOGIN, "variables": {"key": server.api_key}})
    found: str = answer.json()["data"]["obtainKrakenToken"]["token"]
    return found


@pytest.mark.parametrize(("has_token", "has_schema"), [(True, True), (False, False)])
def test_nothing_is_broken(server: RunningServer, token: str, has_token: bool, has_schema: bool) -> None:
    contract = shipped()
    client = TargetClient(
        TargetSettings(dict(server.urls), token=token if has_token else None, permission=THIS_MACHINE)
    )
    views = {
        name: TargetView(
            contract=contract,
            server=contract.servers[name],
            schema=schema_from(introspect(client, name).data or {}) if has_schema else None,
            has_token=has_token,
            dry_run_honoured=True,
        )
        for name in contract.servers
    }
    with ThreadPoolExecutor(8) as pool:
        exchanges = list(pool.map(client.send, _sample(views)))
    controls = {name: _control(client, view) for name, view in views.items()}
    client.close()
    assert [exchange.failure for exchange in exchanges if exchange.failure] == []
    judged, broken = _judged(exchanges, views, controls)
    assert broken == []
    expected = {check.id for check in all_checks() if check.id.startswith(FAMILIES)} - SENT_BY_OTHERS
    assert expected - judged.keys() == (set() if has_schema else NEED_A_SCHEMA | NEED_A_TOKEN)


def _sample(views: dict[str, TargetView]) -> Iterator[Case]:
    """Yield some cases of every mutation and probe, so that together they are of every sort."""
    probes = mutation_probes()
    for number, mutation in enumerate(shipped().mutations.values()):
        for probe in PROBES:
            cases = probes[probe](mutation, views[mutation.server])
            if isinstance(cases, Cases) and cases.fixed:
                count = min(PER_MUTATION.get(probe, 1), len(cases.fixed))
                first = number * count
                yield from (cases.fixed[(first + step) % len(cases.fixed)] for step in range(count))


def _control(client: TargetClient, view: TargetView) -> Observation:
    """Return a request that the server executes, with the mutation skipped."""
    mutation = next(view.contract.on_server(view.server.name))
    case = skipped("test", mutation, view)
    assert case is not None
    return Observation(client.send(case), view)


def _judged(
    exchanges: list[Exchange], views: dict[str, TargetView], controls: dict[str, Observation]
) -> tuple[Counter[str], list[tuple[str, str, str]]]:
    judged: Counter[str] = Counter()
    broken = []
    checks = [check for check in all_checks() if check.id.startswith(FAMILIES)]
    for exchange in exchanges:
        server = exchange.case.server
        observation = Observation(exchange, views[server], controls[server])
        for check in checks:
            if check.applies(observation):
                judged[check.id] += 1
                violations = check.run(observation)
                broken += [
                    (check.id, str(exchange.case.mutation), violation.actual) for violation in violations
                ]
    return judged, broken
