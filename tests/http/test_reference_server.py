"""The HTTP requirements on the reference server: a healthy one keeps them all, a planted fault breaks its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.exchange import Exchange, Response
from kraken_conformance.probes.http_audits import http_audits
from kraken_conformance.probes.http_requests import http_requests
from kraken_conformance.probes.mutation_by_get import mutation_by_get
from kraken_conformance.runner.findings.run_checks import judge
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import PlantedFault, ServerSettings, start_server
from kraken_conformance.server.core.handler import ReferenceServer
from kraken_conformance.server.faults import http
from kraken_conformance.server.faults import http_audits as audit_faults
from kraken_conformance.server.faults.fault import Fault
from kraken_conformance.server.faults.planted import PlantedFaults
from kraken_conformance.server.faults.planting import plant
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest
from kraken_conformance.spec import Contract, load_requirements
from kraken_conformance.spec.loading.http_profile import load_http_profile
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView

FAULTS = (*http.FAULTS, *audit_faults.FAULTS)
SITES = {"API": "http://127.0.0.1/v1/graphql/", "AUTH": "http://127.0.0.1/auth/graphql/"}

HTTP_REQUIREMENTS = {id_ for id_, requirement in load_requirements().items() if requirement.family == "http"}

Send = Callable[[Case], Exchange]


@pytest.fixture(scope="module")
def healthy(contract: Contract) -> Handler:
    """A healthy server in this process, which answers the same request once and then from memory."""
    server = ReferenceServer(contract, ServerSettings(), PlantedFaults())
    known: dict[object, HttpAnswer] = {}

    def handle(request: HttpRequest) -> HttpAnswer:
        headers = tuple(sorted(request.headers.items()))
        key = (request.method, request.path, request.query, headers, request.body)
        if key not in known:
            known[key] = server.handle(request)
        return known[key]

    return handle


@pytest.fixture(scope="module")
def client(contract: Contract, view: TargetView, healthy: Handler) -> TargetClient:
    """A client with a token of the server. It only makes requests: the server is no further than a call."""
    mutation = contract.mutations["obtainKrakenToken"]
    variables = {"input": {"APIKey": ServerSettings().api_key}}
    case = Case("login", mutation.server, mutation.name, view.operation(mutation), variables)
    exchange = sender(healthy, TargetClient(TargetSettings(SITES, permission=THIS_MACHINE)))(case)
    assert exchange.response is not None
    token: str = exchange.response.json()["data"]["obtainKrakenToken"]["token"]
    return TargetClient(TargetSettings(SITES, token, permission=THIS_MACHINE))


def sender(handler: Handler, client: TargetClient) -> Send:
    """Return what sends a case to a server in this process, as the client of the harness would."""

    def send(case: Case) -> Exchange:
        request = client.unsent(case).request
        url = urlsplit(request.url)
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = handler(HttpRequest(request.method, url.path, url.query, headers, request.body))
        return Exchange(case, request, Response(answer.status, answer.headers, answer.body, 0.0))

    return send


def cases(view: TargetView, mutation: str) -> Iterator[Case]:
    """Yield the cases of the HTTP probes, and ordinary ones that the mutation accepts, refuses and rejects."""
    yield from http_audits(view).fixed
    yield from http_requests(view).fixed
    if view.contract.mutations[mutation].server != view.server.name:
        return
    found = view.contract.mutations[mutation]
    yield from mutation_by_get(found, view).fixed
    accepted = view.strategies.minimal(found)
    troubled = {"input": {**accepted["input"], "accountNumber": "A-0000000F"}}
    for label, variables in (("accepted", accepted), ("refused", troubled), ("rejected", {"input": None})):
        expectation = Expectation.REJECTED if label == "rejected" else Expectation.ANY
        yield Case(
            "valid-input", found.server, mutation, view.operation(found), variables, expectation, label
        )


def judged(view: TargetView, send: Send, mutation: str) -> tuple[set[str], set[str]]:
    """Return the requirements that were judged, and those that were broken."""
    all_, broken = set(), set()
    control = http_requests(view).control
    assert control is not None
    executed = Observation(send(control), view)
    for case in cases(view, mutation):
        for judgement in judge(Observation(send(case), view, executed)):
            all_.add(judgement.requirement)
            if judgement.violations:
                broken.add(judgement.requirement)
    return all_, broken


@pytest.mark.parametrize("server", ["API", "AUTH"])
def test_a_healthy_server_keeps_every_audit(contract: Contract, server: str) -> None:
    view = TargetView(contract, contract.servers[server], schema=None, has_token=False)
    with start_server() as running:
        client = TargetClient(TargetSettings(running.urls, permission=THIS_MACHINE))
        all_, broken = judged(view, client.send, "createReferral")
        client.close()
    assert broken == set()
    assert {audit.requirement for audit in load_http_profile().audits} <= all_


def test_every_http_requirement_is_exercised(
    contract: Contract, view: TargetView, healthy: Handler, client: TargetClient
) -> None:
    all_, broken = judged(view, sender(healthy, client), "createReferral")
    assert broken == set()
    assert all_ >= HTTP_REQUIREMENTS


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_planted_fault_breaks_its_requirement_and_no_other(
    contract: Contract, view: TargetView, healthy: Handler, client: TargetClient, fault: Fault
) -> None:
    planted = plant([PlantedFault(fault.id, fault.example)], contract)
    _, broken = judged(view, sender(planted.around(healthy), client), fault.example or "createReferral")
    assert broken == {fault.breaks, *fault.also}


def test_every_http_requirement_has_a_fault() -> None:
    assert {fault.breaks for fault in FAULTS} == HTTP_REQUIREMENTS


def test_faults_break_other_requirements_only_where_they_share_an_answer() -> None:
    sharing = {audit.requirement: audit.request for audit in load_http_profile().audits}
    for fault in FAULTS:
        assert all(sharing[other] == sharing[fault.breaks] for other in fault.also)
