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
from kraken_conformance.server.faults import http, http_2026_09
from kraken_conformance.server.faults import http_audits as audit_faults
from kraken_conformance.server.faults.parts.fault import Fault
from kraken_conformance.server.faults.planted import PlantedFaults
from kraken_conformance.server.faults.planting import plant
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest
from kraken_conformance.spec import Contract, load_requirements
from kraken_conformance.spec.loading.http_profile import VERSIONS, load_http_profile, profile_of
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView

FAULTS = (*http.FAULTS, *audit_faults.FAULTS, *http_2026_09.FAULTS)
SITES = {"API": "http://127.0.0.1/v1/graphql/", "AUTH": "http://127.0.0.1/auth/graphql/"}

OF_INPUT = "http.no-page"
"""The requirement about valid input: its faults are among those that a value brings about."""

HTTP_REQUIREMENTS = {
    id_
    for id_, requirement in load_requirements().items()
    if requirement.family == "http" and id_ != OF_INPUT
}

Send = Callable[[Case], Exchange]


@pytest.fixture(scope="module")
def view(contract: Contract) -> TargetView:
    return TargetView(contract, contract.servers["API"], schema=None, has_token=True)


@pytest.fixture(scope="module")
def healthy(contract: Contract) -> Handler:
    """A healthy server in this process, which answers the same request once and then from memory."""
    return remembering(contract, "2025-10")


@pytest.fixture(scope="module")
def healthy_2026(contract: Contract) -> Handler:
    """The same, made to the edition of September 2026."""
    return remembering(contract, "2026-09")


def remembering(contract: Contract, http_profile: str) -> Handler:
    server = ReferenceServer(contract, ServerSettings(http_profile=http_profile), PlantedFaults())
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


def judged(view: TargetView, send: Send, mutation: str, held: str = "2025-10") -> tuple[set[str], set[str]]:
    """Return the requirements that were judged, and those that were broken; of profiles, the one that is held."""
    all_, broken = set(), set()
    control = http_requests(view).control
    assert control is not None
    executed = Observation(send(control), view)
    for case in cases(view, mutation):
        for judgement in judge(Observation(send(case), view, executed)):
            if profile_of(judgement.requirement) not in (None, held):
                continue
            all_.add(judgement.requirement)
            if judgement.violations:
                broken.add(judgement.requirement)
    return all_, broken


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("server", ["API", "AUTH"])
def test_a_healthy_server_keeps_every_audit(contract: Contract, server: str, version: str) -> None:
    view = TargetView(contract, contract.servers[server], schema=None, has_token=False)
    with start_server(ServerSettings(http_profile=version), contract="oefr") as running:
        client = TargetClient(TargetSettings(running.urls, permission=THIS_MACHINE))
        all_, broken = judged(view, client.send, "createReferral", version)
        client.close()
    assert broken == set()
    assert {audit.requirement for audit in load_http_profile(version).audits} <= all_


@pytest.mark.parametrize("version", VERSIONS)
def test_every_http_requirement_is_exercised(
    contract: Contract,
    view: TargetView,
    healthy: Handler,
    healthy_2026: Handler,
    client: TargetClient,
    version: str,
) -> None:
    server = healthy if version == "2025-10" else healthy_2026
    all_, broken = judged(view, sender(server, client), "createReferral", version)
    assert broken == set()
    assert all_ >= {id_ for id_ in HTTP_REQUIREMENTS if profile_of(id_) in (None, version)}


def test_what_a_server_of_either_edition_lacks_in_the_other_is_listed(
    view: TargetView, healthy: Handler, healthy_2026: Handler, client: TargetClient
) -> None:
    _, of_old = judged(view, sender(healthy, client), "createReferral", "2026-09")
    _, of_new = judged(view, sender(healthy_2026, client), "createReferral", "2025-10")
    assert {"http.2026-09-validation-422", "http.2026-09-ill-formed-422"} <= of_old
    assert "http.2026-09-graphql-response" not in of_old
    assert {"http.audit-fde2", "http.audit-86ee", "http.audit-423l"} <= of_new
    assert "http.audit-556a" not in of_new


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_planted_fault_breaks_its_requirement_and_no_other(
    contract: Contract,
    view: TargetView,
    healthy: Handler,
    healthy_2026: Handler,
    client: TargetClient,
    fault: Fault,
) -> None:
    planted = plant([PlantedFault(fault.id, fault.example)], contract)
    server = healthy if fault.http_profile == "2025-10" else healthy_2026
    send = sender(planted.around(server), client)
    _, broken = judged(view, send, fault.example or "createReferral", fault.http_profile)
    assert broken == {fault.breaks, *fault.also}


def test_every_http_requirement_has_a_fault() -> None:
    assert {fault.breaks for fault in FAULTS} == HTTP_REQUIREMENTS


def test_faults_break_other_requirements_only_where_they_share_an_answer() -> None:
    sharing = {
        audit.requirement: audit.request
        for version in VERSIONS
        for audit in load_http_profile(version).audits
    }
    for fault in FAULTS:
        assert all(sharing[other] == sharing[fault.breaks] for other in fault.also)
