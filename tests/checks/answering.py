"""Observations made by hand: a case, and what a server might have answered."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from kraken_conformance.checks.registry import Check, all_checks
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.model.exchange import Exchange, Request, Response
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.target.view import TargetView

EXECUTED: dict[str, Any] = {"data": {}}
"""The body that answers a valid request in which the mutation is skipped."""


@cache
def shipped() -> Contract:
    return load_contract("oefr")


@cache
def target(*, schema: bool = True, token: bool = True, dry: bool | None = True) -> TargetView:
    """A target that publishes the contract's own schema, or none."""
    contract = shipped()
    return TargetView(
        contract=contract,
        server=contract.servers["API"],
        schema=contract.schema if schema else None,
        has_token=token,
        dry_run_honoured=dry,
    )


def request(mutation: str, view: TargetView | None = None, **more: Any) -> Case:
    """A case with the usual operation of a mutation and its smallest input."""
    view = view or target()
    declared = view.contract.mutations[mutation]
    case = Case(
        probe="test",
        server=declared.server,
        mutation=mutation,
        operation=view.operation(declared),
        variables=view.strategies.minimal(declared),
    )
    return replace(case, **more)


def answered(
    case: Case,
    body: Any,
    status: int = 200,
    *,
    view: TargetView | None = None,
    before: tuple[Any, ...] = (),
    control: Any = EXECUTED,
) -> Observation:
    """What is seen of a case that was answered with a body: text as it is, anything else as JSON.

    `before` holds the bodies that answered the cases before it, `control` that of the control, None without one.
    """
    of_control = None if control is None else Observation(_exchange(case, control, 200), view or target())
    earlier = tuple(
        _exchange(sent, body_before, 200) for sent, body_before in zip(case.before, before, strict=True)
    )
    return Observation(replace(_exchange(case, body, status), before=earlier), view or target(), of_control)


def unanswered(case: Case, view: TargetView | None = None) -> Observation:
    """What is seen of a case that nobody answered."""
    exchange = Exchange(case, Request("POST", "http://127.0.0.1/", {}, b""), None, "ReadTimeout")
    return Observation(exchange, view or target())


def refusal(root: str, *codes: str) -> dict[str, Any]:
    """The body of a mutation that raised errors."""
    errors = [
        {"message": "Refused.", "path": [root], "extensions": {"errorCode": code, "errorType": "VALIDATION"}}
        for code in codes
    ]
    return {"data": {root: None}, "errors": errors}


INVALID_REQUEST = {"errors": [{"message": "Variable '$input' got an invalid value."}]}
"""The body of a request that was refused before execution."""


@cache
def _checks() -> dict[str, Check]:
    return {check.id: check for check in all_checks()}


def violations(requirement: str, observation: Observation) -> list[Violation]:
    """The violations of an observation to which the check has to apply."""
    assert applies(requirement, observation)
    return list(_checks()[requirement].run(observation))


def applies(requirement: str, observation: Observation) -> bool:
    return _checks()[requirement].applies(observation)


def _exchange(case: Case, body: Any, status: int) -> Exchange:
    content = body if isinstance(body, str) else json.dumps(body)
    headers = {"content-type": "application/json"}
    response = Response(status, headers, content.encode(), 0.01)
    return Exchange(case, Request("POST", "http://127.0.0.1/", {}, b""), response)
