"""Servers that do harm below GraphQL: in bytes, lines, headers and the time between them."""

from __future__ import annotations

import gzip
import socket
import struct
import time
import zlib
from functools import cache
from itertools import count

from tests.end_to_end.hostile.servers import FOR, for_ever, http, kind, on_mutations, usual

QUESTION = b'{"query":"{ __typename }"}'
"""What a server is asked, to see whether it is there."""


@kind
def dribbled_body(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for_ever(connection, b" ", 0.05)


@kind
@on_mutations
def dribbled_body_of_mutations(connection: socket.socket, request: bytes) -> None:
    dribbled_body(connection, request)


@kind
def dribbled_header(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Own: ")
    for_ever(connection, b"x", 0.05)


@kind
def endless_interim_responses(connection: socket.socket, request: bytes) -> None:
    for_ever(connection, b"HTTP/1.1 102 Processing\r\n\r\n" * 50, 0.0)


@kind
def endless_trailers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")
    for_ever(connection, b"X-Trailer: x\r\n" * 100, 0.0)


@kind
def endless_body(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for_ever(connection, b" " * 65536, 0.0)


@kind
def endless_chunks(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for_ever(connection, b"1\r\n \r\n" * 5000, 0.0)


@cache
def _bomb() -> bytes:
    """Return 300 MB that are small when compressed. They are never in memory."""
    compressor = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
    piece = b" " * 1_000_000
    return b"".join(compressor.compress(piece) for _ in range(300)) + compressor.flush()


@kind
def gzip_bomb(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http(_bomb(), "Content-Encoding: gzip"))


@kind
def bomb_in_a_bomb(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http(gzip.compress(_bomb()), "Content-Encoding: gzip, gzip"))


@kind
def huge_content_length(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999999999\r\n\r\n{}")
    time.sleep(FOR)


@kind
def large_content_length(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n{}")
    time.sleep(FOR)


@kind
def huge_chunk(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n{}\r\n")
    time.sleep(FOR)


@kind
def negative_chunk(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n0\r\n\r\n")


@kind
def many_headers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-Own: x\r\n" * 100_000 + b"\r\n")


@kind
def long_status_line(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 " + b"O" * 1_000_000 + b"\r\n\r\n")


@kind
def not_http(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"\x16\x03\x01\x1b]0;owned\x07::error ::pwned\r\n::error ::again\r\n\r\n")
    connection.close()


@kind
def silent(connection: socket.socket, request: bytes) -> None:
    time.sleep(FOR)


@kind
@on_mutations
def silent_for_mutations(connection: socket.socket, request: bytes) -> None:
    time.sleep(FOR)


@kind
def silent_for_all_but_one_question(connection: socket.socket, request: bytes) -> None:
    if QUESTION in request:
        connection.sendall(http('{"data": {"__typename": "Query"}}'))
    else:
        time.sleep(FOR)


_asked = count()


@kind
def silent_to_every_second_request(connection: socket.socket, request: bytes) -> None:
    if next(_asked) % 2:
        connection.sendall(usual(request) or http('{"data": null, "errors": [{"message": "no"}]}'))
    else:
        time.sleep(FOR)


@kind
def silent_where_there_are_variables(connection: socket.socket, request: bytes) -> None:
    if b'"variables":{}' in request or b'"variables"' not in request:
        connection.sendall(usual(request) or http('{"data": null, "errors": [{"message": "no"}]}'))
    else:
        time.sleep(FOR)


@kind
def closes_at_once(connection: socket.socket, request: bytes) -> None:
    connection.close()


@kind
def redirectsfor_ever(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http("", "Location: http://127.0.0.1:9/\x1b[2J", status="307 Temporary Redirect"))


@kind
@on_mutations
def late_second_answer(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http('{"data": null, "errors": [{"message": "no"}]}'))
    time.sleep(0.05)
    connection.sendall(http('{"data": {"late": 1}}'))


@kind
def dribbled_status_line(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 ")
    for_ever(connection, b"O", 0.05)


@kind
def continues_for_ever(connection: socket.socket, request: bytes) -> None:
    for_ever(connection, b"HTTP/1.1 100 Continue\r\n\r\n", 0.02)


@kind
def interim_headers_for_ever(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 103 Early Hints\r\n")
    for_ever(connection, b"Link: </x>\r\n" * 500, 0.0)


@kind
def switches_protocols(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello")


@kind
def five_bombs_in_one(connection: socket.socket, request: bytes) -> None:
    body = _bomb()
    for _ in range(4):
        body = gzip.compress(body)
    connection.sendall(http(body, "Content-Encoding: " + ", ".join(["gzip"] * 5)))


@kind
@on_mutations
def gzip_bomb_of_mutations(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http(_bomb(), "Content-Encoding: gzip"))


@kind
def deflate_garbage(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http(bytes(range(256)) * 50, "Content-Encoding: deflate"))


@kind
def cut_gzip(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http(gzip.compress(b'{"data": null}')[:-9], "Content-Encoding: gzip"))


@kind
def unknown_codings(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http("{}", "Content-Encoding: " + "br," * 30_000 + "\x1b[2J"))


@kind
def two_content_lengths(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http('{"data": null}', "Content-Length: 3"))


@kind
def length_and_chunks(connection: socket.socket, request: bytes) -> None:
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        b'e\r\n{"data": null}\r\n0\r\n\r\n'
    )


@kind
def negative_content_length(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{"data": null}')
    connection.close()


@kind
def chunk_that_is_cut(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n{"data":')
    connection.close()


@kind
def long_chunk_size(connection: socket.socket, request: bytes) -> None:
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 5_000_000 + b"\r\n\r\n"
    )


@kind
def header_of_100_mb(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Own: ")
    for _ in range(100):
        connection.sendall(b"x" * 1_000_000)
    connection.sendall(b"\r\n\r\n{}")


@kind
@on_mutations
def many_long_headers(connection: socket.socket, request: bytes) -> None:
    headers = [f"X-Own-{number}: {'x' * 60_000}" for number in range(99)]
    connection.sendall(http('{"data": null, "errors": [{"message": "no"}]}', *headers))


@kind
def header_without_colon(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http('{"data": null}', "no colon here", "\x1b]0;owned\x07", ": no name", "  folded"))


@kind
@on_mutations
def headers_of_all_bytes(connection: socket.socket, request: bytes) -> None:
    bytes_ = "".join(chr(code) for code in range(1, 256) if chr(code) not in "\r\n")
    same = [f"Set-Cookie: a{number}={number}" for number in range(80)]
    connection.sendall(http('{"data": null, "errors": [{"message": "no"}]}', f"X-Own: {bytes_}", *same))


@kind
def strange_content_types(connection: socket.socket, request: bytes) -> None:
    charset = ("zlib_codec", "utf-7", "\x00", "rot13", "x" * 50_000)[len(request) % 5]
    said = http('{"data": null, "errors": [{"message": "+AHs-"}]}', f"Content-Type: a/b; charset={charset}")
    connection.sendall(said.replace(b"Content-Type: application/json\r\n", b""))


@kind
def status_that_is_none(connection: socket.socket, request: bytes) -> None:
    status = (b"abc", b"999", b"-200", b"2", b"20000000000", b"")[len(request) % 6]
    connection.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\n\r\n{}")
    connection.close()


@kind
def version_that_is_none(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}")


@kind
def no_head_at_all(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b'{"data": null}\n')
    connection.close()


@kind
def http2_preface(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
    time.sleep(0.5)


@kind
def half_closed(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    connection.shutdown(socket.SHUT_WR)
    time.sleep(1)


@kind
def reset_in_the_midst(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@kind
@on_mutations
def asks_to_wait_for_ever(connection: socket.socket, request: bytes) -> None:
    wait = ("9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT", "-5", "1e9", "Mon, 99 Foo 0000", "\xb2")[
        len(request) % 6
    ]
    connection.sendall(http("{}", f"Retry-After: {wait}", status="429 Too Many Requests"))


@kind
@on_mutations
def bad_gateway(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http("<html>", status="502 Bad Gateway"))


@kind
@on_mutations
def one_byte_a_connection(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"H")
    connection.close()


@kind
@on_mutations
def answers_of_before(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http('{"data": {"first": 1}}') * 3)
