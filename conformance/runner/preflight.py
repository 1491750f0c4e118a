"""What is asked of a target before the run: is it there, what is its schema, does it honour a dry run."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kraken_conformance.events import Refusal
from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.operations.document_limits import DocumentLimits
from kraken_conformance.operations.operation_nodes import for_a_look
from kraken_conformance.runner.clients_look import look_at_clients
from kraken_conformance.runner.credentials_look import (
    TokenNotAccepted,
    look_at_credentials,
    require_entry,
)
from kraken_conformance.runner.limit_search import LimitSearch
from kraken_conformance.spec import Contract, Effect, Mutation
from kraken_conformance.spec.loading.http_profile import VERSIONS
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.introspection import introspect, read_schema, schema_text
from kraken_conformance.target.view import TargetView

HARMLESS = (
    frozenset({Effect.IDEMPOTENT}),
    frozenset({Effect.IDEMPOTENT, Effect.CHANGES}),
    frozenset({Effect.CHANGES}),
)
"""The effects of mutations that are asked whether they honour the header: the first kind there is."""

NOT_VALID = "{ noTypeHasThisField8f31403d }"
UNPROCESSABLE = 422

ASKED = 3
"""How many mutations are asked."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the servers of a target.

    `schemas` are the texts of their schemas; `dry_run_honoured` tells who honours the dry-run header, and
    `skip_honoured` who honours `@skip`, where that was asked. `limits` are the largest documents that each answers.
    `introspection` is the query that a server answered
    with a schema, and `schema_problems` says why one gave none, or none that is whole.
    `refusals` are what missing and made-up tokens got.
    `http_profile` is the profile of GraphQL over HTTP that each is held to.
    `rejected` says why the token that the login has just given is of no use at a server.
    `clients` are the other clients under whose names a server may be asked; where one is kept out, why.
    """

    schemas: dict[str, str]
    dry_run_honoured: dict[str, bool]
    skip_honoured: dict[str, bool] = field(default_factory=dict)
    limits: dict[str, DocumentLimits] = field(default_factory=dict)
    introspection: dict[str, str] = field(default_factory=dict)
    schema_problems: dict[str, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    http_profile: dict[str, str] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)
    clients: dict[str, dict[str, str | None]] = field(default_factory=dict)


def preflight(
    client: TargetClient,
    contract: Contract,
    servers: list[str],
    *,
    schema: Path | None,
    dry_run: bool = False,
    denied: Collection[str] = (),
    selected: Collection[str] = (),
    http_profile: str | None = None,
    other_clients: bool = False,
) -> Known:
    """Ask each server for its schema, whether it accepts the token, and whether it honours the dry-run header.

    `schema` is a file to use in place of introspection. `denied` are mutations that must not be executed, `selected`
    those of the run, which alone are sent with the token.
    In a dry run nothing may be executed: then `@skip` is proven too, first on a query and then on an
    operation that asks for `__typename` alone, and the header on requests that execute nothing anyway.
    `http_profile` is the profile of GraphQL over HTTP to hold the target to; None for the one it seems to be made to.
    With `other_clients`, each is asked whether it lets those in under whose names requests are sent.
    Raises `TargetUnavailable` where a server does not answer, or leaves too much unanswered, does not speak GraphQL or
    does not accept the token. A token that its own login has just given, and that is called a bad one, does not end a
    run that tests the login.
    """
    known = Known({}, {})
    login = contract.platform.login if client.settings.logged_in and not dry_run else None
    judged = None if login is None or login.mutation not in selected else login.site
    for server in sorted(servers, key=lambda name: name != judged):
        try:
            _learn_schema(client, contract, server, schema, known)
            known.http_profile[server] = http_profile or _made_to(client, server)
            if dry_run:
                known.skip_honoured[server] = all(
                    _honours_skip(client, server, kind) for kind in ("query", "mutation")
                )
            view = _view(client, contract, server, known)
            if not dry_run:
                chosen = [m for m in contract.on_server(server) if m.name in selected]
                known.refusals.extend(look_at_credentials(client, view, chosen, denied=denied))
        except TokenNotAccepted as error:
            if server != judged or not error.called_bad:  # another address may be another deployment's
                raise
            known.rejected.update(dict.fromkeys(servers, str(error)))
            known.http_profile.update(dict.fromkeys(servers, http_profile or VERSIONS[0]))
            return known
        candidates = [m for m in _answering(view) if m.name not in denied]
        asked = _refused_anyway(candidates) if dry_run else _harmless(candidates)
        known.dry_run_honoured[server] = any(
            _honours_header(client, view, mutation, credentials) for mutation, credentials in asked
        )
        if other_clients:
            known.clients[server] = look_at_clients(client, server)
        skip = known.skip_honoured.get(server)
        known.limits[server] = LimitSearch(client, view, skip_honoured=skip).limits()
        if (lost := client.lost(server)) is not None:
            raise TargetUnavailable(lost)
    return known


def _view(client: TargetClient, contract: Contract, server: str, known: Known) -> TargetView:
    schema = known.schemas.get(server)
    return TargetView(
        contract=contract,
        server=contract.servers[server],
        schema=None if schema is None else read_schema(schema),
        has_token=client.settings.token is not None,
    )


def _learn_schema(
    client: TargetClient, contract: Contract, server: str, file: Path | None, known: Known
) -> None:
    """Note what introspection gives. Raises `TargetUnavailable`, with the token as the reason where that is it."""
    if file is not None:
        known.schemas[server] = schema_text(file)
    try:
        found = introspect(client, server)
    except TargetUnavailable:
        require_entry(client, _view(client, contract, server, known))
        raise
    if found.answered:
        known.introspection[server] = found.query
    else:
        require_entry(client, _view(client, contract, server, known))
    if found.problem is not None:
        known.schema_problems[server] = found.problem
    if found.data is not None:
        known.schemas.setdefault(server, json.dumps({"data": found.data}))


def _made_to(client: TargetClient, server: str) -> str:
    """Return the profile of GraphQL over HTTP that a server seems to be made to.

    The editions differ in the status of a document that is not valid: 422 since September 2026, 400 before.
    """
    response = client.post(server, NOT_VALID).response
    earlier, later = VERSIONS
    return later if response is not None and response.status == UNPROCESSABLE else earlier


def _honours_skip(client: TargetClient, server: str, kind: str) -> bool:
    """Whether a field with `@skip(if: true)` is left out. `__typename` changes nothing if it is not."""
    exchange = client.post(server, f"{kind} {{ kept: __typename skipped: __typename @skip(if: true) }}")
    body = None if exchange.response is None else exchange.response.json()
    if not isinstance(body, dict) or body.get("errors"):
        return False
    return isinstance(body.get("data"), dict) and list(body["data"]) == ["kept"]


def _honours_header(
    client: TargetClient, view: TargetView, mutation: Mutation, credentials: Credentials
) -> bool:
    """Whether the header makes a difference: some servers fill `possibleErrors` in every answer."""
    header = view.contract.platform.headers.dry_run_header
    if header is None:
        return False
    asking = Case(
        probe="preflight",
        server=view.server.name,
        mutation=mutation.name,
        operation=for_a_look(view.operation(mutation)),
        variables=view.strategies.minimal(mutation),
        expectation=Expectation.DRY,
        credentials=credentials,
        headers=(header,),
    )
    if not _lists_errors(client, view, asking):
        return False
    if (
        credentials is Credentials.NONE
    ):  # in a dry run: who does not honour the header refuses because there is no token
        return True
    return not _lists_errors(client, view, replace(asking, headers=(), expectation=Expectation.ANY))


def _lists_errors(client: TargetClient, view: TargetView, case: Case) -> bool:
    root = Observation(client.send(case), view).root
    return isinstance(root, dict) and bool(root.get(view.contract.platform.possible_errors_field))


def _answering(view: TargetView) -> Iterator[Mutation]:
    """Yield the mutations of a server that can answer a dry run and whose input is known."""
    listed = view.contract.platform.possible_errors_field
    for mutation in view.contract.on_server(view.server.name):
        if view.strategies.known(mutation) and any(field.name == listed for field in mutation.fields):
            yield mutation


def _harmless(candidates: list[Mutation]) -> list[tuple[Mutation, Credentials]]:
    """Return those that do the least harm where the header is not honoured."""
    for effects in HARMLESS:
        if found := [mutation for mutation in candidates if mutation.effects == effects]:
            return [(mutation, Credentials.TOKEN) for mutation in found[:ASKED]]
    return []


def _refused_anyway(candidates: list[Mutation]) -> list[tuple[Mutation, Credentials]]:
    """Return those that a server refuses because there is no token where it does not honour the header."""
    needing = [mutation for mutation in candidates if mutation.needs_token]
    mildest = sorted(needing, key=lambda mutation: mutation.effects not in HARMLESS)
    return [(mutation, Credentials.NONE) for mutation in mildest[:ASKED]]
