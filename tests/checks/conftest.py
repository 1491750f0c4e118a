"""Exchanges made by hand, judged by one check."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kraken_conformance.checks.registry import all_checks
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.model.exchange import Exchange, Request, Response
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.target.view import TargetView

USUAL = Case(probe="valid-input", server="API", mutation="acceptQuote")

EXECUTED = Response(200, {"content-type": "application/json"}, b'{"data": {"__typename": "Query"}}', 0.0)
REFUSED = Response(403, {"content-type": "text/html"}, b"<html>", 0.0)

Judge = Callable[..., list[Violation] | None]


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract("oefr")


@pytest.fixture(scope="session")
def view(contract: Contract) -> TargetView:
    return TargetView(contract, contract.servers["API"], schema=None, has_token=True)


@pytest.fixture
def judge(view: TargetView) -> Judge:
    """Return the violations that a check finds in an answer, None where the check does not apply to it.

    `control` is the answer to the same request without what is wrong with it.
    """

    def judge(
        id_: str,
        status: int,
        body: Any,
        *,
        case: Case = USUAL,
        content_type: str | None = "application/json",
        control: Response = EXECUTED,
    ) -> list[Violation] | None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if content_type is None else {"content-type": content_type}
        request = Request("POST", "http://127.0.0.1/graphql/", {}, b"")
        exchange = Exchange(case, request, Response(status, headers, content, 0.0))
        executed = Observation(Exchange(USUAL, request, control), view)
        observation = Observation(exchange, view, executed)
        (check,) = (check for check in all_checks() if check.id == id_)
        return list(check.run(observation)) if check.applies(observation) else None

    return judge
