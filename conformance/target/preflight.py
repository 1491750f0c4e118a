"""What is asked of a target before the run: is it there, what is its schema, does it honour a dry run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kraken_conformance.case import Case, Expectation
from kraken_conformance.observation import Observation
from kraken_conformance.spec import Contract, Effect, Mutation
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.introspection import introspect, read_schema, schema_text
from kraken_conformance.target.view import TargetView

DRY_RUN_HEADER = ("X-Kraken-Possible-Errors", "true")
"""Asks the platform to validate a request and not to execute it."""

HARMLESS = frozenset({Effect.IDEMPOTENT}), frozenset({Effect.CHANGES})
"""The effects of mutations that are asked whether they honour the header: the first kind there is."""

ASKED = 3
"""How many mutations are asked."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the servers of a target: the texts of their schemas, and who honours the dry-run header."""

    schemas: dict[str, str]
    dry_run_honoured: dict[str, bool]


def preflight(client: TargetClient, contract: Contract, servers: list[str], *, schema: Path | None) -> Known:
    """Ask each server for its schema, and whether it honours the dry-run header.

    `schema` is a file to use in place of introspection.
    Raises `TargetUnavailable` where a server does not answer or does not speak GraphQL.
    """
    schemas: dict[str, str] = {}
    honoured: dict[str, bool] = {}
    for server in servers:
        found = introspect(client, server)
        if schema is not None:
            schemas[server] = schema_text(schema)
        elif found is not None:
            schemas[server] = json.dumps({"data": found})
        honoured[server] = _honours_header(client, contract, server, schemas.get(server))
    return Known(schemas, honoured)


def _honours_header(client: TargetClient, contract: Contract, server: str, schema: str | None) -> bool:
    view = TargetView(
        contract=contract,
        server=contract.servers[server],
        schema=None if schema is None else read_schema(schema),
        has_token=client.settings.token is not None,
    )
    for mutation in _harmless(view):
        case = Case(
            probe="preflight",
            server=server,
            mutation=mutation.name,
            operation=view.operation(mutation),
            variables=view.strategies.minimal(mutation),
            expectation=Expectation.DRY,
            headers=(DRY_RUN_HEADER,),
        )
        root = Observation(client.send(case), view).root
        if isinstance(root, dict) and root.get("possibleErrors"):
            return True
    return False


def _harmless(view: TargetView) -> list[Mutation]:
    here = [
        mutation
        for mutation in view.contract.on_server(view.server.name)
        if view.strategies.known(mutation)
        and any(field.name == "possibleErrors" for field in mutation.fields)
    ]
    return next((found for effects in HARMLESS if (found := [m for m in here if m.effects == effects])), [])[
        :ASKED
    ]
