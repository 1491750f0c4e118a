"""A reference server, its schema, and a token for it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from graphql import GraphQLSchema, build_client_schema, get_introspection_query

from kraken_conformance.server import RunningServer, start_server
from kraken_conformance.spec import Contract, load_contract

LOGIN = "mutation ($key: String!) { obtainKrakenToken(input: {APIKey: $key}) { token } }"


def log_in(server: RunningServer) -> str:
    """Return a token of a server."""
    sent = {"query": LOGIN, "variables": {"key": server.api_key}}
    token: str = httpx.post(server.url, json=sent).json()["data"]["obtainKrakenToken"]["token"]
    return token


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract("oefr")


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    with start_server(contract="oefr") as running:
        yield running


@pytest.fixture(scope="session")
def token(server: RunningServer) -> str:
    return log_in(server)


@pytest.fixture(scope="session")
def schema(server: RunningServer) -> GraphQLSchema:
    found = httpx.post(server.url, json={"query": get_introspection_query()}).json()["data"]
    return build_client_schema(found)
