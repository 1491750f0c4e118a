"""The checks of the contract for users of Schemathesis.

Load it with `SCHEMATHESIS_HOOKS=kraken_conformance.schemathesis_hooks st run URL --checks kraken_contract`;
see docs/schemathesis.md. On import it registers the check `kraken_contract`, and a strategy for each custom
scalar of the contract.

Environment: `KRAKEN_CONTRACT` is the name of a shipped contract or the path of a folder (`oefr`);
`KRAKEN_FAIL_ON` is `must`, or `should` to fail on requirements of that level too (`must`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import schemathesis
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
)
from schemathesis.core.failures import Failure, FailureGroup, Severity

from kraken_conformance.breach import Breach
from kraken_conformance.case import Case, Operation
from kraken_conformance.checks.registry import all_checks
from kraken_conformance.exceptions import UsageError
from kraken_conformance.exchange import Exchange, Request, Response
from kraken_conformance.literals import scalar_literals
from kraken_conformance.observation import Observation
from kraken_conformance.spec import Contract, Level, Requirement, load_contract, load_requirements
from kraken_conformance.target.view import TargetView

PROBE = "schemathesis"


class BrokenRequirement(Failure):
    """A requirement of the contract that a response breaks: one failure for each operation and requirement."""

    __slots__ = ("requirement",)

    def __init__(self, operation: str, requirement: Requirement, breach: Breach) -> None:
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in breach.path)
        lines = (
            requirement.text,
            f"Expected: {breach.expected}",
            f"Actual:   {breach.actual}",
            f"At:       {place.removeprefix('.') or 'the response'}",
            f"Source:   {requirement.citation}",
        )
        level = breach.level or requirement.level
        super().__init__(
            operation=operation,
            title=f"{requirement.id} ({level})",
            message="\n".join(lines),
            severity=Severity.HIGH if level is Level.MUST else Severity.LOW,
        )
        self.requirement = requirement.id

    @property
    def _unique_key(self) -> str:
        return self.requirement


@schemathesis.check
def kraken_contract(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> bool | None:
    """Judge a response by the requirements of the contract; True, which is to skip, where it promises nothing."""
    seen = _observation(response, case)
    if seen is None:
        return True
    failures = [
        BrokenRequirement(case.operation.label, requirement, breach)
        for requirement, breach in _broken(seen)
        if (breach.level or requirement.level) in _levels()
    ]
    if failures:
        raise FailureGroup(failures)
    return None


def _broken(seen: Observation) -> Iterator[tuple[Requirement, Breach]]:
    """Yield the first breach of each requirement that is broken."""
    requirements = load_requirements()
    for check in all_checks():
        if check.applies(seen):
            for breach in check.run(seen):
                yield requirements[check.id], breach
                break


def _observation(response: schemathesis.Response, case: schemathesis.Case) -> Observation | None:
    """Return what our checks look at, None where the request is no POST of one mutation of the contract."""
    request = response.request
    if request.method != "POST" or not request.headers.get("content-type", "").startswith("application/json"):
        return None
    body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
    document = _document(body)
    field = _only_mutation(document)
    mutation = None if field is None else _contract().mutations.get(field.name.value)
    if mutation is None or field is None:
        return None
    sent = Request(request.method, request.url or "", dict(request.headers), body)
    answer = Response(
        status=response.status_code,
        headers={name: ", ".join(values) for name, values in response.headers.items()},
        body=response.content,
        elapsed=response.elapsed,
    )
    exchange = Exchange(
        case=Case(
            probe=PROBE,
            server=mutation.server,
            mutation=mutation.name,
            operation=Operation("", document, (field.alias or field.name).value),
        ),
        request=sent,
        response=answer,
    )
    has_token = any(name.lower() == "authorization" for name in request.headers)
    return Observation(exchange, _view(case.operation.schema.client_schema, mutation.server, has_token))


def _document(body: bytes) -> str:
    try:
        content = json.loads(body)
    except ValueError:
        return ""
    document = content.get("query") if isinstance(content, dict) else None
    return document if isinstance(document, str) else ""


def _only_mutation(document: str) -> FieldNode | None:
    try:
        definitions = parse(document, no_location=True).definitions
    except (GraphQLError, RecursionError):
        return None
    first: Any = definitions[0]
    is_mutation = isinstance(first, OperationDefinitionNode) and first.operation is OperationType.MUTATION
    if len(definitions) != 1 or not is_mutation or len(first.selection_set.selections) != 1:
        return None
    field = first.selection_set.selections[0]
    return field if isinstance(field, FieldNode) else None


_views: dict[tuple[int, str, bool], TargetView] = {}


def _view(schema: GraphQLSchema, server: str, has_token: bool) -> TargetView:
    key = (id(schema), server, has_token)
    if key not in _views:
        contract = _contract()
        _views[key] = TargetView(contract, contract.servers[server], schema, has_token)
    return _views[key]


@cache
def _contract() -> Contract:
    return load_contract(os.environ.get("KRAKEN_CONTRACT", "oefr"))


@cache
def _levels() -> frozenset[Level]:
    wanted = os.environ.get("KRAKEN_FAIL_ON", "must").lower()
    if wanted not in ("must", "should"):
        raise UsageError(f"KRAKEN_FAIL_ON is {wanted!r}. Set it to must or should.")
    return frozenset({Level.MUST} if wanted == "must" else {Level.MUST, Level.SHOULD})


_levels()
for _name, _strategy in scalar_literals(_contract().schema, date.today()).items():
    schemathesis.graphql.scalar(_name, _strategy)
