"""Requests a second that the reference server answers: `python bench/server.py [SECONDS]`.

One keep-alive connection, one request in flight, a different input each time, over a raw socket so that
the client costs little. The server has a process of its own.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from urllib.parse import urlsplit

from kraken_conformance.server import start_server

SMALL = "mutation ($input: ShareGoodsQuoteInput!) { shareGoodsQuote(input: $input) { share { id } } }"
LARGE = (
    "mutation ($input: ReauthenticateDeviceInput) { reauthenticateDevice(input: $input) { krakenflexDevice {"
    " chargePointMake chargePointModel chargePointPowerInKw createdAt hasToken krakenflexDeviceId provider"
    " status suspended testDispatchFailureReason vehicleBatterySizeInKwh vehicleMake vehicleModel } } }"
)


def small(number: int) -> dict[str, object]:
    return {"email": f"customer{number}@example.com", "quoteCode": f"Q{number}"}


def large(number: int) -> dict[str, object]:
    return {"accountNumber": f"A-{number:07X}0", "deviceId": str(number)}


def rate(url: str, document: str, make_input: object, seconds: float) -> float:
    address = urlsplit(url)
    head = f"POST {address.path} HTTP/1.1\r\nhost: {address.netloc}\r\ncontent-type: application/json\r\n"
    assert callable(make_input)
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            body = json.dumps({"query": document, "variables": {"input": make_input(count + 1)}}).encode()
            connection.sendall(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
            received = b""
            while b"\r\n\r\n" not in received:
                received += connection.recv(65536)
            header, _, content = received.partition(b"\r\n\r\n")
            length = int(header.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            while len(content) < length:
                content += connection.recv(65536)
            assert b'"errors"' not in content, content
            count += 1
        return count / (time.perf_counter() - start)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    with start_server(contract="oefr") as server:
        for name, document, make_input in (("1 leaf", SMALL, small), ("13 leaves", LARGE, large)):
            print(f"{name}: {rate(server.url, document, make_input, seconds):,.0f} requests/s")


if __name__ == "__main__":
    main()
