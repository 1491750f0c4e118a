"""The healthy server over a real socket."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from kraken_conformance.server import RunningServer

G = "application/graphql-response+json"
SUSPEND = "mutation ($input: AccountNumberInput) { suspendControl(input: $input) { __typename } }"
TYPENAME = {"query": "{ __typename }"}


def post(http: httpx.Client, url: str, content: Any, **headers: str) -> httpx.Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return http.post(url, content=body, headers={"content-type": "application/json", **names})


def test_both_sites_with_and_without_the_last_slash(http: httpx.Client, running: RunningServer) -> None:
    for url in (running.url, running.auth_url):
        for address in (url, url.rstrip("/")):
            assert post(http, address, TYPENAME).json() == {"data": {"__typename": "Query"}}


def test_a_site_has_only_its_own_mutations(http: httpx.Client, running: RunningServer) -> None:
    query = {"query": "mutation { createMfaDevice(input: {mfaMethod: SMS}) { devicePhone } }"}
    assert "data" in post(http, running.auth_url, query).json()
    assert "data" not in post(http, running.url, query).json()


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        (G, G),
        (f"{G}, application/json;q=0.9", G),
        (f"application/json, {G}", "application/json"),
        (f"{G};q=0.5, application/json;q=0.9", "application/json"),
        ("text/html, application/*;q=0.1", "application/json"),
        ("", "application/json"),
    ],
)
def test_the_media_type_is_negotiated(
    http: httpx.Client, running: RunningServer, accept: str, content_type: str
) -> None:
    found = post(http, running.url, TYPENAME, accept=accept)
    assert found.status_code == 200
    assert found.headers["content-type"] == f"{content_type}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "application/json;charset=latin-1"])
def test_nothing_acceptable(http: httpx.Client, running: RunningServer, accept: str) -> None:
    assert post(http, running.url, TYPENAME, accept=accept).status_code == 406


@pytest.mark.parametrize(
    ("content", "accept", "status"),
    [
        ({"query": "{"}, "application/json", 200),
        ({"query": "{"}, G, 400),
        ({"query": "{ nothing }"}, "application/json", 200),
        ({"query": "{ nothing }"}, G, 400),
        ({"query": "query ($unused: Int!) { __typename }", "variables": {"unused": 1}}, G, 400),
        ({"query": SUSPEND, "variables": {"input": 1}}, G, 400),
        ({"query": SUSPEND, "variables": {"input": 1}}, "application/json", 200),
        ({"query": "query A { __typename } query B { __typename }"}, G, 400),
        ({"query": "query A { __typename }", "operationName": "B"}, G, 400),
        ({"query": "query A { __typename } query B { __typename }", "operationName": "B"}, G, 200),
        ({"query": "fragment F on Query { __typename }"}, G, 400),
        ({"query": "{ __typename }", "variables": None, "operationName": None, "extensions": None}, G, 200),
    ],
)  # fmt: skip
def test_the_status_of_what_is_not_executed(
    http: httpx.Client, running: RunningServer, content: Any, accept: str, status: int
) -> None:
    found = post(http, running.url, content, accept=accept)
    assert found.status_code == status
    assert ("data" in found.json()) == ("errors" not in found.json())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"query": NaN}', 400),
        (b'{"query": "{ __typename }", "variables": {"a": "\xff"}}', 400),
        (b"[" * 100_000, 400),
        (b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 500 + b"1" + b"}" * 501, 400),
        (b'{"query": "' + b"{ a " * 5_000 + b'"}', 200),
        (b'{"query": "' + b"a " * 30_000 + b'"}', 200),
        (b"[]", 400),
        (b"7", 400),
        (b"{}", 400),
        (b'{"query": 7}', 400),
        (b'{"query": "{ __typename }", "variables": []}', 400),
        (b'{"query": "{ __typename }", "operationName": {}}', 400),
        (b'{"query": "{ __typename }", "extensions": "x"}', 400),
        (b'{"query": "' + b" " * (1 << 20) + b'"}', 413),
    ],
    ids=range(16),
)
def test_bodies_that_are_no_requests(
    http: httpx.Client, running: RunningServer, body: bytes, status: int
) -> None:
    found = post(http, running.url, body)
    assert found.status_code == status
    assert found.json()["errors"][0]["message"]
    assert post(http, running.url, TYPENAME).status_code == 200


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/json; charset=latin-1", "multipart/form-data"]
)
def test_other_content_types(http: httpx.Client, running: RunningServer, content_type: str) -> None:
    assert post(http, running.url, TYPENAME, content_type=content_type).status_code == 415


def test_no_content_type(http: httpx.Client, running: RunningServer) -> None:
    assert http.post(running.url, content=b"{}").status_code == 415


def test_a_query_by_get(http: httpx.Client, running: RunningServer) -> None:
    query = "query Q($off: Boolean!) { __typename @skip(if: $off) }"
    found = http.get(
        running.url, params={"query": query, "variables": '{"off": false}', "operationName": "Q"}
    )
    assert found.json() == {"data": {"__typename": "Query"}}
    assert http.get(running.url, params={"query": query, "variables": "{"}).status_code == 400
    assert http.get(running.url).status_code == 400


def test_a_mutation_by_get_is_not_executed(http: httpx.Client, running: RunningServer) -> None:
    found = http.get(running.url, params={"query": "mutation { regenerateSecretKey { key } }"})
    assert found.status_code == 405
    assert found.headers["allow"] == "POST"
    assert "data" not in found.json()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_other_methods(http: httpx.Client, running: RunningServer, method: str) -> None:
    found = http.request(method, running.url)
    assert found.status_code == 405
    assert found.headers["allow"] == "GET, POST"


def test_other_paths(http: httpx.Client, running: RunningServer) -> None:
    base = running.url.removesuffix("/v1/graphql/")
    assert http.get(f"{base}/health").json() == {"status": "ok"}
    assert http.post(f"{base}/graphql", json=TYPENAME).status_code == 404
