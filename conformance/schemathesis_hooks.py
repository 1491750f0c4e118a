"""The checks of the contract for users of Schemathesis.

Load it with `SCHEMATHESIS_HOOKS=kraken_conformance.schemathesis_hooks st run URL --checks kraken_contract`;
see docs/schemathesis.md. On import it registers the check `kraken_contract`, and a strategy for each custom
scalar of the contract.

Environment: `KRAKEN_CONTRACT` is the name of a shipped contract or the path of a folder (`oefr`);
`KRAKEN_FAIL_ON` is `must`, or `should` to fail on requirements of that level too (`must`).
"""

import json
import os
from collections.abc import Iterator, Mapping
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
    specified_scalar_types,
)
from schemathesis.core.failures import Failure, FailureGroup, Severity

from kraken_conformance.checks.registry import all_checks
from kraken_conformance.encodable_text import encodable
from kraken_conformance.exceptions import UsageError
from kraken_conformance.integrations.scalar_nodes import scalar_literals
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Operation
from kraken_conformance.model.exchange import Exchange, Request, Response
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import (
    DEFAULT_CONTRACT,
    Contract,
    Level,
    Requirement,
    load_contract,
    load_requirements,
)
from kraken_conformance.strategies.types.scalars import SCALARS
from kraken_conformance.target.view import TargetView

PROBE = "schemathesis"


class BrokenRequirement(Failure):
    """A requirement of the contract that a response breaks: one failure for each operation and requirement."""

    __slots__ = ("requirement",)

    def __init__(self, operation: str, requirement: Requirement, violation: Violation) -> None:
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in violation.path)
        lines = (
            requirement.text,
            f"Expected: {violation.expected}",
            f"Actual:   {violation.actual}",
            f"At:       {place.removeprefix('.') or 'the response'}",
            f"Source:   {requirement.citation}",
        )
        level = violation.level or requirement.level
        super().__init__(
            operation=operation,
            title=f"{requirement.id} ({level})",
            message=encodable("\n".join(lines)),
            severity=Severity.HIGH if level is Level.MUST else Severity.LOW,
        )
        self.requirement = requirement.id

    @property
    def _unique_key(self) -> str:
        return self.requirement


@schemathesis.check
def kraken_contract(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> bool | None:
    """Judge a response by the requirements of the contract; True, which is to skip, where it promises nothing."""
    seen = _observation(response, case)
    if seen is None:
        return True
    failures = [
        BrokenRequirement(case.operation.label, requirement, violation)
        for requirement, violation in _broken(seen)
        if (violation.level or requirement.level) in _levels()
    ]
    if failures:
        raise FailureGroup(failures)
    return None


def _broken(observation: Observation) -> Iterator[tuple[Requirement, Violation]]:
    """Yield the first violation of each requirement that is broken."""
    requirements = load_requirements()
    for check in all_checks():
        if check.applies(observation):
            for violation in check.run(observation):
                yield requirements[check.id], violation
                break


def _observation(response: schemathesis.Response, case: schemathesis.Case[Any]) -> Observation | None:
    """Return what our checks look at, None where the request is no POST of one mutation of the contract."""
    request = response.request
    if request.method != "POST" or not _is_json(request.headers):
        return None
    body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
    document = _document(body)
    field = _only_mutation(document)
    mutation = None if field is None else _contract().mutations.get(field.name.value)
    if mutation is None or field is None:
        return None
    sent = Request(
        request.method, request.url or "", {name: str(value) for name, value in request.headers.items()}, body
    )
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
    contract = _contract()
    schema: GraphQLSchema = case.operation.schema.client_schema
    has_token = "authorization" in request.headers
    # A view for each response: every document is another, and a view keeps the shape of each.
    return Observation(exchange, TargetView(contract, contract.servers[mutation.server], schema, has_token))


def _is_json(headers: Mapping[str, str | bytes]) -> bool:
    return str(headers.get("content-type")).startswith("application/json")


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


@cache
def _contract() -> Contract:
    return load_contract(os.environ.get("KRAKEN_CONTRACT", DEFAULT_CONTRACT))


@cache
def _levels() -> frozenset[Level]:
    wanted = os.environ.get("KRAKEN_FAIL_ON", "must").lower()
    if wanted not in ("must", "should"):
        raise UsageError(f"KRAKEN_FAIL_ON is {wanted!r}. Set it to must or should.")
    return frozenset({Level.MUST} if wanted == "must" else {Level.MUST, Level.SHOULD})


_levels()
for _name in SCALARS.keys() - specified_scalar_types.keys():
    schemathesis.graphql.scalar(_name, scalar_literals(_name, date.today()))
