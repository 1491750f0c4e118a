"""What a conformant server says breaks no promise, in whatever envelope its engine puts it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

import pytest

from kraken_conformance.checks.registry import all_checks
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Cases
from kraken_conformance.model.exchange import Exchange, Response
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server.core.app import create_handler
from kraken_conformance.server.http.web import HttpRequest
from kraken_conformance.server.settings import ServerSettings
from kraken_conformance.spec import Level, load_contract, load_requirements
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView
from tests.interop.manners import MANNERS, Body, Manner, put
from tests.probes.listing import PROBES, new_view, shipped

PATHS = load_contract("oefr").platform.paths

MUTATIONS = (
    *("acceptQuote", "createContributionAgreement", "deleteMfaDevice", "linkUserToLine"),
    *("regenerateSecretKey", "updateAccountConsents", "updatePassword"),
)
"""With and without arguments, errors, a token that is needed, lists, unions, dates, objects within objects."""

MOST = 12
"""How many cases of a probe are sent for a mutation."""

LOGIN = "mutation ($key: String!) { obtainKrakenToken(input: {APIKey: $key}) { token } }"


class Site:
    """The reference server without a network, which answers in the manner of another engine."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._handler = create_handler(shipped(), ServerSettings())
        sites = {name: f"http://127.0.0.1{path}/" for name, path in PATHS.items()}
        self._client = TargetClient(TargetSettings(sites, token=self._token(), permission=THIS_MACHINE))

    def send(self, case: Case) -> Exchange:
        before = tuple(self.send(earlier) for earlier in case.before)
        sent = self._client.unsent(case).request
        url = urlsplit(sent.url)
        headers = {name.lower(): value for name, value in sent.headers.items()}
        answer = self._handler.handle(HttpRequest(sent.method, url.path, url.query, headers, sent.body))
        assert case.mutation is not None
        answer = put(self._manner, json.loads(answer.body), case.mutation)
        return Exchange(case, sent, Response(answer.status, answer.headers, answer.body, 0.0), before=before)

    def _token(self) -> str:
        body = json.dumps({"query": LOGIN, "variables": {"key": ServerSettings().api_key}}).encode()
        request = HttpRequest("POST", f"{PATHS['API']}/", "", {"content-type": "application/json"}, body)
        token: str = json.loads(self._handler.handle(request).body)["data"]["obtainKrakenToken"]["token"]
        return token


@cache
def target(server: str, schema: bool) -> TargetView:
    return new_view(server, schema=schema, token=True, dry=False)


@cache
def cases(schema: bool) -> tuple[Case, ...]:
    return tuple(_cases(schema))


def _cases(schema: bool) -> Iterator[Case]:
    for name in MUTATIONS:
        mutation = shipped().mutations[name]
        for probe in PROBES:
            given = mutation_probes()[probe](mutation, target(mutation.server, schema))
            if isinstance(given, Cases):
                step = -(-len(given.fixed) // MOST)
                yield from given.fixed[:: max(1, step)]


def broken_promises(manner: Manner, *, schema: bool) -> dict[tuple[str, str], str]:
    """The requirements of level MUST that the answers break: how, by id and probe."""
    site, requirements = Site(manner), load_requirements()
    broken: dict[tuple[str, str], str] = {}
    for case in cases(schema):
        observation = Observation(site.send(case), target(case.server, schema))
        for check in all_checks():
            for violation in check.run(observation) if check.applies(observation) else ():
                if (violation.level or requirements[check.id].level) is Level.MUST:
                    told = (
                        f"{case.mutation} {case.label}: expected {violation.expected}, got {violation.actual}"
                    )
                    broken.setdefault((check.id, case.probe), told)
    return broken


@pytest.mark.parametrize("schema", [True, False], ids=["schema", "no schema"])
@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)
def test_no_promise_is_broken(manner: Manner, schema: bool) -> None:
    assert broken_promises(manner, schema=schema) == {}


def test_a_manner_that_loses_the_codes_breaks_one() -> None:
    def lossy(body: Body, root: str) -> tuple[Body, int]:
        errors = [
            error | {"extensions": {"code": "INTERNAL_SERVER_ERROR"}} for error in body.get("errors", [])
        ]
        return body | ({"errors": errors} if errors else {}), 200

    broken = {id_ for id_, _ in broken_promises(lossy, schema=True)}
    assert {"error.code-present", "auth.no-token-code"} <= broken
