"""One exchange has one end and one size, whatever a server sends."""

from __future__ import annotations

import gzip
import json
import resource
import socket
import zlib
from collections.abc import Iterator

import httpx
import pytest

from kraken_conformance.model.exchange import Request, Response
from kraken_conformance.safety.host_policy import THIS_MACHINE, Permission
from kraken_conformance.target.transport import limits
from kraken_conformance.target.transport.limits import (
    BeyondLimits,
    Unfinished,
    decoded,
    depth,
    require_bounded,
)
from kraken_conformance.target.transport.tls import tls_context
from kraken_conformance.target.transport.transport import Transport
from tests.end_to_end.hostile.kinds import KINDS
from tests.end_to_end.hostile.servers import Kind, hostile, http


@pytest.fixture
def wire() -> Iterator[Transport]:
    wire = Transport(tls_context(), THIS_MACHINE)
    yield wire
    wire.close()


def send(wire: Transport, url: str, timeout: float = 0.5) -> Response:
    return wire.transmit(Request("POST", url, {"Content-Length": "2"}, b"{}"), timeout=timeout)


@pytest.mark.parametrize("name", ["dribbled_body", "dribbled_header"])
def test_an_answer_that_does_not_end(wire: Transport, name: str) -> None:
    with (
        hostile(KINDS[name]) as url,
        pytest.raises(Unfinished, match=r"did not end within 0.5 s, after \d+ b"),
    ):
        send(wire, url)


@pytest.mark.parametrize(
    "name", ["endless_interim_responses", "endless_trailers", "endless_body", "endless_chunks"]
)
def test_an_answer_without_end_is_not_read_for_ever(wire: Transport, name: str) -> None:
    with hostile(KINDS[name]) as url, pytest.raises((Unfinished, BeyondLimits)):
        send(wire, url)


@pytest.mark.parametrize(
    "name", ["huge_content_length", "large_content_length", "gzip_bomb", "bomb_in_a_bomb"]
)
def test_an_answer_that_is_too_large(wire: Transport, name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with hostile(KINDS[name]) as url, pytest.raises(BeyondLimits, match="larger than"):
        send(wire, url, timeout=20)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB


@pytest.mark.parametrize("name", ["endless_trailers", "endless_chunks", "interim_headers_for_ever"])
def test_lines_around_a_body_that_are_too_many(wire: Transport, name: str) -> None:
    with (
        hostile(KINDS[name]) as url,
        pytest.raises(BeyondLimits, match="bytes of headers and sizes of chunks"),
    ):
        send(wire, url, timeout=20)


def test_small_chunks_are_read(wire: Transport) -> None:
    body = b" " * 16 + b"{}" * 500_000

    def small(connection: socket.socket, request: bytes) -> None:
        pieces = (body[start : start + 16] for start in range(0, len(body), 16))
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n")

    with hostile(small) as url:
        assert send(wire, url, timeout=20).body == body


BEHIND = "http://behind-a-proxy.invalid/graphql/"


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[Transport]:
    monkeypatch.delenv("NO_PROXY", raising=False)
    wire = Transport(tls_context(), Permission(("http://behind-a-proxy.invalid:80",)))
    yield wire
    wire.close()


@pytest.mark.parametrize(
    "name",
    [
        *("dribbled_body", "dribbled_header", "dribbled_status_line", "endless_interim_responses"),
        *("endless_trailers", "endless_body", "endless_chunks", "interim_headers_for_ever"),
        *("continues_for_ever", "silent", "gzip_bomb", "large_content_length", "many_headers"),
    ],
)
def test_what_comes_through_a_proxy_has_the_same_limits(
    behind: Transport, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hostile(KINDS[name]) as url:
        monkeypatch.setenv("HTTP_PROXY", url.removesuffix("graphql/"))
        with pytest.raises(httpx.HTTPError) as raised:
            send(behind, BEHIND, timeout=0.5)
    assert isinstance(raised.value, Unfinished | BeyondLimits | httpx.ReadTimeout | httpx.RemoteProtocolError)


def test_exchanges_through_a_proxy_end_when_they_are_aborted(
    behind: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def abort(connection: socket.socket, request: bytes) -> None:
        behind.abort()
        connection.recv(1)

    with hostile(abort) as url:
        monkeypatch.setenv("HTTP_PROXY", url.removesuffix("graphql/"))
        with pytest.raises(httpx.TransportError):
            send(behind, BEHIND, timeout=20)


@pytest.mark.parametrize("name", ["negative_chunk", "many_headers", "long_status_line", "not_http"])
def test_what_is_no_answer(wire: Transport, name: str) -> None:
    with hostile(KINDS[name]) as url, pytest.raises(httpx.RemoteProtocolError):
        send(wire, url, timeout=20)


def test_a_slow_answer_has_the_whole_time(wire: Transport) -> None:
    def slow(connection: socket.socket, request: bytes) -> None:
        for piece in (b"HTTP/1.1 200 OK\r\nContent-Le", b"ngth: 2\r\n\r\n", b"{", b"}"):
            connection.sendall(piece)

    with hostile(slow) as url:
        assert send(wire, url, timeout=20).body == b"{}"


def answers(*bodies: bytes) -> Kind:
    """Answer every request with all of these, one after the other."""

    def kind(connection: socket.socket, request: bytes) -> None:
        connection.sendall(b"".join(http(body) for body in bodies))

    return kind


def test_a_second_answer_is_not_taken_for_that_to_the_next_request(wire: Transport) -> None:
    with hostile(answers(b"[1]", b"[2]")) as url:
        assert [send(wire, url, timeout=20).body for _ in range(5)] == [b"[1]"] * 5
    assert wire.reuse.unsolicited


def test_a_server_that_answers_once_keeps_its_connections(wire: Transport) -> None:
    with hostile(answers(b"[1]")) as url:
        assert [send(wire, url, timeout=20).body for _ in range(5)] == [b"[1]"] * 5
    assert wire.reuse.allowed


def test_exchanges_under_way_end_when_they_are_aborted(wire: Transport) -> None:
    def abort(connection: socket.socket, request: bytes) -> None:
        wire.abort()
        connection.recv(1)

    with hostile(abort) as url, pytest.raises(httpx.TransportError):
        send(wire, url, timeout=20)


@pytest.mark.parametrize(
    ("content", "codings"),
    [
        (b"{}", ""),
        (b"{}", "identity"),
        (gzip.compress(b"{}", mtime=0), "gzip"),
        (gzip.compress(b"{}", mtime=0), " X-GZip "),
        (zlib.compress(b"{}"), "deflate"),
        (zlib.compress(b"{}")[2:-4], "deflate"),
        (gzip.compress(zlib.compress(b"{}"), mtime=0), "deflate, gzip"),
        (gzip.compress(b"{", mtime=0) + gzip.compress(b"}", mtime=0), "gzip"),
        (gzip.compress(b"{}", mtime=0) + b"behind it", "gzip"),
        (b"", "gzip"),
    ],
)
def test_content_codings_are_taken_off(content: bytes, codings: str) -> None:
    assert decoded(content, codings) == b"{}" or not content


def test_codings_over_one_another_have_a_limit() -> None:
    with pytest.raises(BeyondLimits):
        decoded(b"", ", ".join(["gzip"] * 1000))


def test_members_of_gzip_have_a_limit_of_their_number_and_of_what_they_hold() -> None:
    assert decoded(gzip.compress(b"a", mtime=0) * 100, "gzip") == b"a" * 100
    with pytest.raises(BeyondLimits, match="more than 100 members"):
        decoded(gzip.compress(b"a", mtime=0) * 101, "gzip")
    with pytest.raises(BeyondLimits, match="larger than 5 bytes"):
        decoded(gzip.compress(b"abc", mtime=0) * 2, "gzip", 5)


def test_a_body_that_cannot_be_decoded() -> None:
    with pytest.raises(httpx.DecodingError):
        decoded(b"{}", "gzip")


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        (b"[]", 1),
        (b'{"a": [{"b": 1}, [[]]]}', 4),
        (b'"[[["', 0),
        (rb'["\"[[[\\", [2]]', 2),
        (b"[" * 50, 50),
        (b'"[[[', 0),
        (b"]]]][", 0),
    ],
)
def test_the_depth_of_a_text(text: bytes, levels: int) -> None:
    assert depth(text, 1000) == levels


def test_a_large_answer_within_the_limits_is_taken() -> None:
    require_bounded(json.dumps([{"name": "x" * 20, "deep": [[["{[" * 10]]]}] * 15_000).encode())


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 201 + b"]" * 201,
        b'{"a":' * 300,
        b"[" + b"1," * limits.OF_SERVER.values,
        ('["\u5b22",' + "[" * 300 + "]" * 300).encode("utf-16-be"),
    ],
)
def test_an_answer_that_is_too_deep_or_too_rich(text: bytes) -> None:
    with pytest.raises(BeyondLimits):
        require_bounded(text)
