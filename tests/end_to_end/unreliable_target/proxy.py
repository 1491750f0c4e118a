"""A proxy between the harness and the reference server that misbehaves on purpose, on real connections."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

Misfortune = str
"""`reset` before the request is passed on, `lost` after it (its answer never comes back), `delay`, `throttled`
(429), `coded` (KT-CT-1199 in an answer with the status 200), or a status of a gateway."""

CODED = b'{"errors":[{"message":"Too many requests.","extensions":{"errorCode":"KT-CT-1199"}}],"data":null}'


@dataclass
class Proxy:
    """`decide` is asked for each request, with its number from 0 and its bytes, and names a misfortune or None.
    `instead` is asked in the same way for the bytes of a whole response to send instead of the server's.

    `arrivals` are the moments at which requests came in, `happened` counts the misfortunes. While `down` is
    true, connections are reset as soon as they are made.
    """

    upstream: str
    decide: Callable[[int, bytes], Misfortune | None] = lambda number, message: None
    instead: Callable[[int, bytes], bytes | None] = lambda number, message: None
    delay: float = 0.2
    retry_after: str = "0"
    down: bool = False
    port: int = 0
    arrivals: list[float] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    _serving: set[asyncio.Task[None] | None] = field(default_factory=set)

    def url(self, address: str) -> str:
        """Return the address of the upstream server as it is through the proxy."""
        parts = urlsplit(address)
        return urlunsplit(parts._replace(netloc=f"127.0.0.1:{self.port}"))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(self.upstream)
        assert parts.port is not None
        behind: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        # The loop holds a task that waits for the server only by the connection to the client, which may have ended.
        self._serving.add(asyncio.current_task())
        try:
            while not self.down and (message := await _message(reader)):
                self.arrivals.append(time.monotonic())
                misfortune = None if self.down else self.decide(len(self.arrivals) - 1, message)
                if (own := self.instead(len(self.arrivals) - 1, message)) is not None:
                    writer.write(own)
                    continue
                if misfortune:
                    self.happened[misfortune] += 1
                if self.down or misfortune == "reset":
                    break
                if misfortune == "delay":
                    await asyncio.sleep(self.delay)
                elif misfortune not in (None, "lost"):
                    writer.write(self._instead(misfortune))
                    continue
                behind = behind or await asyncio.open_connection("127.0.0.1", parts.port)
                behind[1].write(message)
                answer = await _message(behind[0])
                if misfortune == "lost" or not answer:
                    break
                writer.write(answer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            if behind is not None:
                behind[1].transport.abort()
            _reset(writer)
            self._serving.discard(asyncio.current_task())

    def _instead(self, misfortune: Misfortune) -> bytes:
        if misfortune == "coded":
            return _answer("200 OK", CODED, "content-type: application/json\r\n")
        if misfortune == "throttled":
            return _answer("429 Too Many Requests", b"slow down", f"retry-after: {self.retry_after}\r\n")
        return _answer(
            f"{misfortune} Of A Gateway", b"<html>bad gateway</html>", "content-type: text/html\r\n"
        )


@contextmanager
def running(proxy: Proxy) -> Iterator[Proxy]:
    """Let a proxy serve, from a thread."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()

    async def main() -> None:
        server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, limit=1 << 22)
        proxy.port = server.sockets[0].getsockname()[1]
        ready.set()
        with suppress(asyncio.CancelledError):
            await server.serve_forever()

    async def end() -> None:
        await asyncio.sleep(0)  # for the connections that were accepted last
        while left := asyncio.all_tasks() - {asyncio.current_task()}:
            for each in left:
                each.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await asyncio.sleep(0)  # for the connections that they closed

    def work() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.run_until_complete(end())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    task = loop.create_task(main())
    thread = threading.Thread(target=work)
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


def seen_within(arrivals: list[float], seconds: float) -> int:
    """Return the greatest number of arrivals in any span of so many seconds."""
    most = first = 0
    for last, moment in enumerate(arrivals):
        while moment - arrivals[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Read one request or response with a Content-Length; nothing where the connection has ended."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = await reader.readline()
        if not line:
            return b""
        head += line
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.partition(b":")[2]))
    return head


def _answer(status: str, body: bytes, headers: str) -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}content-length: {len(body)}\r\n\r\n".encode() + body


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection so that the other end gets a reset, not an orderly end."""
    found = writer.get_extra_info("socket")
    if found is not None:
        with suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
