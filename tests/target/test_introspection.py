"""Introspection: all that the edition has, what older engines know, what a server refuses or loses."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.safety.budget import TIME_USED_UP
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server.http.web import HttpAnswer
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.introspection import Introspection, introspect, schema_from
from kraken_conformance.target.introspection_query import EVERYTHING, PLAIN, WHAT_IS_KNOWN, without_fragments
from kraken_conformance.target.settings import TargetSettings
from tests.end_to_end.refusals.gateway import After, Asked, Before, body, changed, gateway, refused


def asked(before: Before | None = None, after: After | None = None) -> tuple[Introspection, int]:
    """Return what introspection gives of a server, and how many requests it took."""
    with gateway(before, after) as target:
        client = TargetClient(
            TargetSettings(sites={"API": target.url}, token=target.token, permission=THIS_MACHINE)
        )
        try:
            return introspect(client, "API"), target.asked.total()
        finally:
            client.close()


def test_a_run_whose_time_is_used_up_contacts_nobody_and_blames_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/graphql/"
        client = TargetClient(
            TargetSettings({"API": url}, permission=THIS_MACHINE), deadline=time.monotonic()
        )
        with pytest.raises(TargetUnavailable) as caught:
            introspect(client, "API")
        client.close()
        server.settimeout(0.01)
        with pytest.raises(TimeoutError):
            server.accept()
    assert str(caught.value) == f"API at {url} could not be looked at: {TIME_USED_UP}"


def test_no_schema_is_read_once_the_time_is_used_up() -> None:
    with gateway() as target:
        settings = TargetSettings({"API": target.url}, token=target.token, permission=THIS_MACHINE)
        client = TargetClient(settings)
        sent = client.post

        def post(*words: Any) -> Any:
            exchange = sent(*words)
            client.stop()
            return exchange

        client.post = post  # type: ignore[method-assign]
        with pytest.raises(TargetUnavailable, match="could not be looked at: the run was stopped"):
            introspect(client, "API")
        client.close()


def engine_without(*parts: str) -> tuple[Before, After]:
    """Return an engine that does not know some parts of introspection: it refuses them, and does not list them."""

    def refuse(found: Asked) -> HttpAnswer | None:
        missing = next(
            (part for part in parts if part in found.document and "query What" not in found.document), None
        )
        return None if missing is None else refused(f'Cannot query "{missing}".', 400)

    def hide(found: Asked, answer: HttpAnswer) -> HttpAnswer:
        if "query What" not in found.document:
            return answer
        content = body(answer)
        for type_ in content["data"].values():
            type_["fields"] = [field for field in type_["fields"] if field["name"] not in parts]
            for field in type_["fields"]:
                owner = "args(" if field["name"] == "args" else "inputFields("
                hidden = any(part.startswith(owner) for part in parts)
                field["args"] = [] if hidden and field["name"] in ("args", "inputFields") else field["args"]
        return changed(answer, content)

    return refuse, hide


def test_everything_is_asked_for_in_one_request() -> None:
    found, requests = asked()
    assert found.query == EVERYTHING
    assert found.problem is None
    assert requests == 1
    assert "isOneOf" in json.dumps(found.data)


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        (("isOneOf",), ("isRepeatable", "args(includeDeprecated: true)", "specifiedByURL")),
        (("isOneOf", "args(includeDeprecated"), ("isRepeatable", "specifiedByURL")),
        (("specifiedByURL", "isOneOf"), ("isRepeatable", "inputFields(includeDeprecated: true)")),
        (
            ("isRepeatable", "isOneOf", "inputFields(includeDeprecated", "args(includeDeprecated"),
            ("specifiedByURL",),
        ),
    ],
)
def test_what_an_older_engine_knows_is_asked_for(parts: tuple[str, ...], kept: tuple[str, ...]) -> None:
    found, requests = asked(*engine_without(*parts))
    assert found.data is not None
    assert not [part for part in parts if part in found.query]
    assert all(part in found.query for part in kept)
    assert requests == 3


def test_an_engine_that_lists_nothing_of_introspection_is_asked_plainly() -> None:
    def refuse(found: Asked) -> HttpAnswer | None:
        if found.document == WHAT_IS_KNOWN:
            return refused("__type is not supported.", 400)
        return None if found.document == PLAIN else refused("Syntax error.", 400)

    found, _ = asked(refuse)
    assert found.query == PLAIN
    assert found.data is not None


@pytest.mark.parametrize("status", [200, 400, 403])
def test_what_a_server_says_when_it_refuses_is_kept(status: int) -> None:
    found, _ = asked(lambda _: refused("GraphQL introspection is not allowed in production.", status))
    assert found.data is None
    assert not found.answered
    assert found.problem is not None
    assert "GraphQL introspection is not allowed in production." in found.problem


LOSSES: dict[str, Callable[[dict[str, Any]], None]] = {
    "the types of arguments": lambda value: value.pop("type", None) and None,
    "their names": lambda value: value.pop("name", None) and None,
    "what is wrapped": lambda value: value.get("type", {}).update(ofType=None, kind="NON_NULL"),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_what_is_lost_in_a_fragment_is_asked_for_without_one(lose: Callable[[dict[str, Any]], None]) -> None:
    def lost(found: Asked, answer: HttpAnswer) -> HttpAnswer:
        if "fragment" not in found.document:
            return answer
        content = body(answer)
        for type_ in content["data"]["__schema"]["types"]:
            for field in type_["fields"] or ():
                for argument in field["args"]:
                    lose(argument)
        return changed(answer, content)

    found, _ = asked(after=lost)
    assert found.problem is not None
    assert "is no schema" in found.problem
    assert found.data is not None
    schema_from(found.data)


def test_a_query_without_fragments_asks_for_the_same() -> None:
    assert "..." not in without_fragments(EVERYTHING)
    with gateway() as target:
        client = TargetClient(TargetSettings(sites={"API": target.url}, permission=THIS_MACHINE))
        whole, flat = (
            client.post("API", query).response for query in (EVERYTHING, without_fragments(EVERYTHING))
        )
        client.close()
    assert whole is not None
    assert flat is not None
    assert whole.json() == flat.json()
