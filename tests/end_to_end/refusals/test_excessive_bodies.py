"""A body of excessive size or depth that gets no answer weighs no more than one that gets a server error."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kraken_conformance.server.http.web import HttpAnswer
from tests.end_to_end.refusals.gateway import Asked, gateway, run

LARGEST = 64 * 1024


def cut(asked: Asked) -> HttpAnswer | None:
    """Close the connection of a request that is too large, as gateways do."""
    if len(asked.request.body) > LARGEST:
        raise ConnectionAbortedError
    return None


def failing(asked: Asked) -> HttpAnswer | None:
    """Answer what is no request with a server error."""
    try:
        readable = len(asked.request.body.decode()) <= LARGEST and bool(asked.content)
    except UnicodeDecodeError:
        readable = False
    return (
        None
        if readable or asked.request.method == "GET"
        else HttpAnswer(500, b"", {"content-type": "text/html"})
    )


def test_a_gateway_that_cuts_the_connection_leaves_nothing_open(tmp_path: Path) -> None:
    with gateway(cut) as target:
        ran = run(target, tmp_path, "--mutation", "createReferral", "--probe", "http-requests")
        asked = target.asked.total()
    assert not ran.found
    assert all(event["state"] == "done" for event in ran.events if event["type"] == "result")
    assert asked < 60, "what is cut off is not sent again and again"


def test_an_engine_that_hangs_on_a_deep_body_leaves_nothing_open(tmp_path: Path) -> None:
    released = threading.Event()

    def hang(asked: Asked) -> HttpAnswer | None:
        if b"[" * 1_000 in asked.request.body or b"{a" * 1_000 in asked.request.body:
            released.wait(30)
            raise ConnectionAbortedError
        return None

    with gateway(hang) as target:
        words = ("--mutation", "createReferral", "--probe", "http-requests", "--timeout", "1")
        ran = run(target, tmp_path, *words)
        released.set()
    assert not ran.found
    assert all(event["state"] == "done" for event in ran.events if event["type"] == "result")


@pytest.mark.parametrize("probe", ["http-requests", "http-audits"])
def test_a_server_error_to_what_is_no_request_decides_nothing(probe: str, tmp_path: Path) -> None:
    with gateway(failing) as target:
        ran = run(target, tmp_path, "--mutation", "createReferral", "--probe", probe)
    assert "http.no-server-error" in ran.found
    assert not ran.decided
