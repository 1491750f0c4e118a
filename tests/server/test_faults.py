"""Every planted fault but those of HTTP: it shows on its mutation, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from graphql import (
    GraphQLSchema,
    get_named_type,
    is_interface_type,
    is_object_type,
    parse,
    print_ast,
    print_type,
)

from kraken_conformance.model.case import Case, Credentials, Operation
from kraken_conformance.model.cases import Cases
from kraken_conformance.model.exchange import Exchange, Response
from kraken_conformance.model.exchange import Request as ExchangeRequest
from kraken_conformance.model.json_path import with_value
from kraken_conformance.model.value_binding import bound
from kraken_conformance.operations.rewriting import (
    NoSuchRewriting,
    reordered,
    with_alias,
    with_fragment,
    with_literals,
    with_skip,
    with_undeclared_argument,
    without_definitions,
)
from kraken_conformance.probes._shared.preconditions import fullest
from kraken_conformance.probes._shared.provocation_input import allowed_inputs, provoking_inputs
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.server.faults.parts.conditions import CONDITIONS
from kraken_conformance.server.faults.parts.fault import Fault, OnSchema
from kraken_conformance.server.faults.planting import plant
from kraken_conformance.server.faults.registry import ALL, FAULTS
from kraken_conformance.server.rules.tokens import TokenIssuer
from kraken_conformance.spec import Contract, Mutation, load_requirements
from kraken_conformance.strategies import VariableStrategies
from kraken_conformance.target.auth.credentials import authorization
from kraken_conformance.target.view import TargetView
from tests.server.conftest import Local

OWN = [
    fault
    for fault in ALL
    if not fault.remembers
    and not fault.server_wide
    and (not fault.breaks.startswith("http.") or fault.id == "errors-crash")
]
BYSTANDER = "updateAccountReference"
SECOND_BYSTANDER = "createGoodsPurchase"
FOREIGN = TokenIssuer(b"somebody else")
DRY = {"x-kraken-possible-errors": "1"}
SENT: Mapping[str, tuple[str, ...]] = {
    "document-forms": ("",),
    "dry-run": ("",),
    "invalid-documents": ("",),
    "no-token": ("",),
    "provocation": ("with other choices", "beside all ids"),
    "rejected-input": ("",),
    "valid-input": ("in what is shown", "different items"),
}
"""The probes whose fixed cases are sent, with how the labels of these end."""

Make = Callable[[ServerSettings], Local]


class Request(NamedTuple):
    """What is sent: `token` is a word for one, `name` the operationName."""

    document: str
    variables: Any
    token: str = "good"
    headers: Mapping[str, str] = {}
    name: str | None = None


@pytest.fixture(scope="module")
def views(contract: Contract) -> dict[str, TargetView]:
    return {
        server: TargetView(contract, contract.servers[server], site_schema(contract, server), has_token=True)
        for server in contract.servers
    }


def aliased(operation: Operation, schema: GraphQLSchema) -> str:
    """Return the document with an alias on every scalar field of the payload."""
    document = print_ast(parse(operation.document))
    name = next(iter(parse(operation.document).definitions[0].selection_set.selections)).name.value  # type: ignore[attr-defined]
    assert schema.mutation_type is not None
    payload = get_named_type(schema.mutation_type.fields[name].type)
    if not (is_object_type(payload) or is_interface_type(payload)):
        return document
    for field in payload.fields:
        document = document.replace(f"\n    {field}\n", f"\n    renamed_{field}: {field}\n")
    return document


def requests(view: TargetView, mutation: Mutation) -> Iterator[Request]:
    """Yield requests for a mutation that show what can go wrong with it."""
    operation, strategies = view.operation(mutation), view.strategies
    document, minimal, full = operation.document, strategies.minimal(mutation), fullest(mutation, view)
    for variables in (
        minimal,
        full,
        *with_signs(view, mutation, minimal),
        *troubled(strategies, mutation, minimal),
    ):
        yield Request(document, variables)
    for token in ("none", "blank", "malformed", "expired", "foreign", "refresh", "scoped", *Credentials):
        yield Request(document, minimal, token)
    for credentials in Credentials:
        yield Request(document, full, credentials)
    for name, endings in SENT.items():
        found = mutation_probes()[name](mutation, view)
        for case in found.fixed if isinstance(found, Cases) else ():
            if not case.label.endswith(endings):
                continue
            if case.operation is not None and case.raw is None:
                named = Request(case.operation.document, dict(case.variables), case.credentials)
                yield named._replace(headers=dict(case.headers), name=case.operation.name or None)
    for _, provoking in provoking_inputs(mutation, view):
        yield Request(document, provoking)
        yield Request(with_alias(operation).document, provoking)
    for _, _, allowed in allowed_inputs(mutation, view):
        yield Request(document, allowed)
    yield Request(with_alias(operation).document, full, Credentials.LOWER)
    for bad in bad_values(minimal):
        yield Request(document, bad)
        yield Request(document, bad, "none")
    for rewritten in (with_alias, with_skip, with_undeclared_argument, without_definitions):
        yield Request(rewritten(operation).document, minimal)
    yield Request(aliased(operation, view.type_system), minimal)
    yield Request(document, reordered(minimal))
    yield Request(document, minimal, headers=DRY)
    try:
        returns = str(get_named_type(mutation.type))
        yield Request(with_fragment(operation, returns).document, minimal)
        for written in (minimal, *(provoking for _, provoking in provoking_inputs(mutation, view))):
            yield Request(with_literals(operation, written, view.type_system).document, {})
    except NoSuchRewriting:
        return


def with_signs(view: TargetView, mutation: Mutation, minimal: Any) -> Iterator[Any]:
    """Yield the input with signs of HTML and beyond the basic plane in each text that the answer may give back."""
    given_back = {path[-1] for path in view.answer_leaves(mutation)}
    for path, scalar in view.input_leaves(mutation).items():
        if scalar == "String" and path[-1] in given_back:
            yield with_value(minimal, path, "a <text> \U0001f600")


def troubled(strategies: VariableStrategies, mutation: Mutation, minimal: Any) -> Iterator[Any]:
    for number in range(8):
        text = json.dumps(minimal)
        changed = json.loads(text.replace("A-00000001", f"A-0000{number:03X}F"))
        yield changed
        yield json.loads(text.replace('"a"', f'"b{number}"').replace("A-00000001", f"A-0000{number:03X}1"))
    optional = strategies.minimal(mutation)
    for name, value in optional.items():
        if isinstance(value, dict):
            for field in ("ledgerNumber", "billingEmail"):
                yield {name: {**value, field: None}}
                yield {name: {**value, field: "L-7"}}


def bad_values(variables: Any) -> Iterator[Any]:
    """Yield the variables with one value of an input object made a bad one."""
    for name, value in variables.items():
        for field in value if isinstance(value, dict) else ():
            bad: Any = 0 if isinstance(value[field], int) else ""
            yield {**variables, name: {**value, field: bad}}
            yield {**variables, name: {**value, field: value.get("accountNumber")}}


def refresh_token(local: Local) -> str | None:
    """Return a refresh token of a server, None where its login gives none."""
    login = 'mutation { obtainKrakenToken(input: { APIKey: "%s" }) { refreshToken } }'
    _, _, body = local.send(login % ServerSettings().api_key, {})
    given = (json.loads(body).get("data") or {}).get("obtainKrakenToken") or {}
    token = given.get("refreshToken")
    return token if isinstance(token, str) else None


def answers(local: Local, asked: list[Request], mutation: Mutation) -> list[Any]:
    expired, peer = local.handler.expired_token(), local.handler.peer_token()
    tokens = {
        **{one: authorization(one, local.token, expired=expired, peer=peer) for one in Credentials},
        "good": local.token,
        "none": None,
        "blank": " ",
        "malformed": "this-is-no-token",
        "expired": FOREIGN.issue("access", 60, now=0)[0],
        "foreign": FOREIGN.issue("access", 10**9)[0],
        "refresh": refresh_token(local),
        "scoped": "0123456789abcdef" * 2,
    }
    return [
        local.send(
            one.document,
            one.variables,
            server=mutation.server,
            token=tokens[one.token],
            headers=one.headers,
            name=one.name,
        )
        for one in asked
    ]


def shown_schema(schema: GraphQLSchema, mutation: Mutation) -> str:
    """Return the SDL of a mutation, with the types beside it."""
    root = schema.mutation_type
    if root is None or mutation.name not in root.fields:
        return ""
    field = root.fields[mutation.name]
    types = [get_named_type(field.type), *(get_named_type(argument.type) for argument in field.args.values())]
    types += [get_named_type(part.type) for part in getattr(types[0], "fields", {}).values()]
    arguments = [f"{name}: {argument.type}" for name, argument in field.args.items()]
    texts = [str(field.type), *arguments, str(field.description), str(field.deprecation_reason)]
    return "\n".join([*texts, *(print_type(type_) for type_ in types)])


class Healthy:
    """What is asked of a mutation and what the healthy server answers, found out once for each."""

    def __init__(self, local: Local, views: dict[str, TargetView]) -> None:
        self._local, self._views = local, views
        self._asked: dict[str, list[Request]] = {}
        self._known: dict[str, list[Any]] = {}

    def asked(self, mutation: Mutation) -> list[Request]:
        if mutation.name not in self._asked:
            self._asked[mutation.name] = list(requests(self._views[mutation.server], mutation))
        return self._asked[mutation.name]

    def answers(self, mutation: Mutation) -> list[Any]:
        if mutation.name not in self._known:
            self._known[mutation.name] = answers(self._local, self.asked(mutation), mutation)
        return self._known[mutation.name]


@pytest.fixture(scope="module")
def healthy(local: Local, views: dict[str, TargetView]) -> Healthy:
    return Healthy(local, views)


def peer_answers(
    settings: ServerSettings, make_local: Make, view: TargetView, mutation: Mutation
) -> list[Any]:
    """Return what a server that remembers answers to another customer, after the owner has been there."""
    local = make_local(replace(settings, stateful=True))
    found = mutation_probes()["peer-access"](mutation, replace(view, has_peer_token=True))
    assert isinstance(found, Cases)
    given = []
    for case in found.fixed:
        before: list[Exchange] = []
        for step in (*case.before, case):
            ready = bound(step, before)
            assert isinstance(ready, Case)
            assert ready.operation is not None
            token = local.handler.peer_token() if ready.credentials is Credentials.PEER else local.token
            status, headers, body = local.send(
                ready.operation.document, ready.variables, server=ready.server, token=token
            )
            sent, answer = ExchangeRequest("POST", "", {}, b""), Response(status, headers, body, 0.0)
            before.append(Exchange(ready, sent, answer))
        given.append(before[-1].response)
    return given


@pytest.mark.parametrize("fault", OWN, ids=lambda fault: fault.id)
def test_a_fault_shows_on_its_mutation_and_on_no_other(
    fault: Fault, make_local: Make, contract: Contract, healthy: Healthy, views: dict[str, TargetView]
) -> None:
    assert fault.example is not None
    mutation = contract.mutations[fault.example]
    other = contract.mutations[SECOND_BYSTANDER if fault.example == BYSTANDER else BYSTANDER]
    assert fault.suits(mutation, site_schema(contract, mutation.server))
    settings = ServerSettings(faults=(PlantedFault(fault.id, fault.example),))
    faulty, planted = make_local(settings), plant(settings.faults, contract)
    if isinstance(fault.hook, OnSchema):
        sites = contract.servers.keys() - {mutation.server} if fault.hook.elsewhere else {mutation.server}
        for site in sites:
            healthy_schema = site_schema(contract, site)
            assert shown_schema(planted.schema(contract, site), mutation) != shown_schema(
                healthy_schema, mutation
            )
        found, expected = planted.schema(contract, other.server), site_schema(contract, other.server)
        assert shown_schema(found, other) == shown_schema(expected, other)
    else:
        assert all(planted.schema(contract, site) is site_schema(contract, site) for site in contract.servers)
    if fault.stateful:
        view = views[mutation.server]
        refused = peer_answers(ServerSettings(), make_local, view, mutation)
        assert peer_answers(settings, make_local, view, mutation) != refused
    elif not fault.breaks.startswith("schema."):
        assert answers(faulty, healthy.asked(mutation), mutation) != healthy.answers(mutation)
    alone = [
        (request, answer)
        for request, answer in zip(healthy.asked(other), healthy.answers(other), strict=True)
        if f"{mutation.name}(" not in request.document
    ][::12]
    assert answers(faulty, [request for request, _ in alone], other) == [answer for _, answer in alone]


def test_a_fault_says_what_it_breaks() -> None:
    requirements = load_requirements()
    for fault in ALL:
        assert fault.breaks in requirements, fault.id
        assert set(fault.also) <= set(requirements) - {fault.breaks}, fault.id
        assert all(fault.also.values()), fault.id
        assert fault.description, fault.id


def test_ids_are_unique() -> None:
    assert len(FAULTS) == len(ALL)


def test_every_requirement_has_a_fault() -> None:
    assert set(load_requirements()) - {fault.breaks for fault in ALL} == set()


def referral(reference: str) -> dict[str, Any]:
    return {"input": {"accountNumber": "A-12345670", "reference": reference}}


REFERRAL = "mutation ($input: CreateReferralInput!) { createReferral(input: $input) { referredAccountRewardAmount } }"


def test_a_rate_counts_requests(make_local: Make) -> None:
    fault = PlantedFault("payload-as-text", "createReferral", rate=Fraction(1, 5))
    local = make_local(ServerSettings(faults=(fault,)))
    values = [local.post(REFERRAL, referral("friend"))["data"]["createReferral"] for _ in range(15)]
    assert [number for number, value in enumerate(values, start=1) if value == "OK"] == [5, 10, 15]


MAKE_TRUE = {
    "list-empty": ("createGoodsPurchase", {"accountNumber": "A-1", "saleItems": []}),
    "item-null": ("createGoodsPurchase", {"accountNumber": "A-1", "saleItems": [None]}),
    "last-enum-value": ("forceLast", {"accountNumber": "A-1", "commsDeliveryPreference": "POSTAL_MAIL"}),
    "beyond-basic-plane": ("createReferral", {"accountNumber": "A-1", "reference": "😀"}),
    "text-long": ("createReferral", {"accountNumber": "A-1", "reference": "x" * 201}),
    "text-empty": (
        "initiateStandalonePayment",
        {"accountNumber": "A-1", "amount": 1, "description": ""},
    ),
    "number-extreme": (
        "amendPayment",
        {"accountNumber": "A-1", "amount": 2**31 - 1, "paymentDate": "2026-01-01", "paymentId": 1},
    ),
    "leap-day": (
        "amendPayment",
        {"accountNumber": "A-1", "amount": 1, "paymentDate": "2024-02-29", "paymentId": 1, "reason": None},
    ),
    "option-absent": ("addCampaignToAccount", {}),
    "option-null": ("amendPayment", {}),
}
"""For each condition a mutation and an input that meets it. An empty input is the mutation's own."""

OWN_INPUTS = {
    "addCampaignToAccount": {"accountNumber": "A-1", "campaign": "c"},
    "amendPayment": {
        "accountNumber": "A-1",
        "amount": 1,
        "paymentDate": "2026-01-01",
        "paymentId": 1,
        "reason": None,
    },
}
PLAIN = {
    "createGoodsPurchase": {"accountNumber": "A-1", "saleItems": [{"numberOfUnits": 1, "productCode": "P"}]},
    "createReferral": {"accountNumber": "A-1", "reference": "friend"},
    "initiateStandalonePayment": {"accountNumber": "A-1", "amount": 1, "description": "d"},
    "addCampaignToAccount": {
        "accountNumber": "A-1",
        "campaign": "c",
        "expiryDate": "2026-01-01",
        "startDate": "2026-01-01",
    },
    "updateCommsDeliveryPreference": {"accountNumber": "A-1", "commsDeliveryPreference": "EMAIL"},
    "amendPayment": {
        "accountNumber": "A-1",
        "amount": 1,
        "paymentDate": "2026-01-01",
        "paymentId": 1,
        "reason": "r",
    },
}
"""An input of each of these mutations that meets no condition."""


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_limits_a_fault(make_local: Make, contract: Contract, name: str) -> None:
    mutation, meeting = MAKE_TRUE[name]
    mutation = "updateCommsDeliveryPreference" if mutation == "forceLast" else mutation
    meeting = meeting or OWN_INPUTS[mutation]
    local = make_local(ServerSettings(faults=(PlantedFault("payload-as-text", mutation, name),)))
    input_type = contract.mutations[mutation].arguments[0].type
    query = f"mutation ($input: {input_type}) {{ {mutation}(input: $input) {{ __typename }} }}"
    assert local.post(query, {"input": meeting})["data"][mutation] == "OK"
    assert local.post(query, {"input": PLAIN[mutation]})["data"][mutation] != "OK"
