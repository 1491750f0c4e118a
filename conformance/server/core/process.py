"""Runs the reference server: in this process, or embedded in a process of its own."""

from __future__ import annotations

import gc
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn

from kraken_conformance.server.core.app import Application
from kraken_conformance.server.core.handler import site_paths
from kraken_conformance.server.settings import PlantedFault, ServerSettings
from kraken_conformance.spec import Contract

STOP_TIMEOUT = 10
"""Seconds a server gets to end before it is killed."""

GARBAGE = 5_000
"""After this many new objects garbage is looked for. All requests wait meanwhile: at the usual 700 up to 0.14 seconds,
once many documents are known."""


class ServerStartError(Exception):
    """The server could not start. The message says why."""


class _Server(uvicorn.Server):
    """Tells when it is ready, and ends cleanly on SIGINT and SIGTERM instead of raising them again."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        handlers = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)


def run_server(
    app: Application,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    ready: Callable[[int, Callable[[], None]], None],
) -> None:
    """Serve until SIGINT or SIGTERM, or until `stop` is called. Port 0 takes a free one.

    `ready` is called with the port and with `stop` as soon as requests are taken. Raises
    `ServerStartError` where the address cannot be bound.
    """
    bound = _bind(host, port)
    config = uvicorn.Config(
        app,
        access_log=False,
        lifespan="off",
        log_level="error",
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=75,
        ws="none",
    )

    def stop() -> None:
        server.should_exit = True

    server = _Server(config, lambda: ready(bound.getsockname()[1], stop))
    gc.freeze()  # the contract and the schemas stay
    gc.set_threshold(GARBAGE, *gc.get_threshold()[1:])
    with bound:
        server.run(sockets=[bound])


def _bind(host: str, port: int) -> socket.socket:
    bound = None
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        if bound is not None:
            bound.close()
        raise ServerStartError(
            f"Cannot listen on {host}:{port}: {error}. Choose another --host or --port."
        ) from None
    return bound


@dataclass(frozen=True)
class RunningServer:
    """A reference server in a process of its own, which ends with its context or with this process.

    `urls` are the addresses of the GraphQL endpoints by the name of the server in the contract, in its order.
    `token` is an access token that the server issued when it started, `expired_token` one that was good once,
    `peer_token` one of another customer, who owns no account.
    """

    urls: Mapping[str, str]
    api_key: str
    token: str
    expired_token: str
    peer_token: str
    _process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        """The address of the first site."""
        return next(iter(self.urls.values()))

    @property
    def auth_url(self) -> str:
        """The address of the second site. Raises `IndexError` where there is none."""
        return list(self.urls.values())[1]

    def stop(self) -> None:
        """End the server and wait until it has ended. A server that has ended is left alone."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_server(
    settings: ServerSettings | None = None, *, contract: str | Path, port: int = 0
) -> RunningServer:
    """Start a reference server in a process of its own on the loopback interface, and wait for it.

    `contract` is the name of a shipped contract or the path of a folder. Raises `ServerStartError`.
    """
    settings = settings or ServerSettings()
    order = {"contract": str(contract), "port": port, "settings": _plain(settings)}
    process = subprocess.Popen(
        [sys.executable, "-m", "kraken_conformance.server.core.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # an interrupt at the terminal is for this process alone
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
    except BrokenPipeError:
        line = ""
    reply: dict[str, Any] = json.loads(line) if line else {"error": "its process ended before it was ready"}
    base = f"http://127.0.0.1:{reply.get('port')}"
    urls = {name: f"{base}{path}/" for path, name in reply.get("paths", {}).items()}
    good, expired, peer = (str(reply.get(name, "")) for name in ("token", "expired_token", "peer_token"))
    server = RunningServer(urls, settings.api_key, good, expired, peer, process)
    if "error" in reply:
        server.stop()
        raise ServerStartError(f"The reference server did not start: {reply['error']}.")
    return server


def site_urls(contract: Contract, host: str, port: int) -> dict[str, str]:
    """Return the address of each server's endpoint, by its name in the contract."""
    shown = f"[{host}]" if ":" in host else host
    return {name: f"http://{shown}:{port}{path}/" for path, name in site_paths(contract).items()}


def _plain(settings: ServerSettings) -> dict[str, Any]:
    plain = asdict(settings)
    plain["faults"] = [{**fault, "rate": str(fault["rate"])} for fault in plain["faults"]]
    return plain


def read_settings(plain: Mapping[str, Any]) -> ServerSettings:
    """Return settings from the form in which they travel to a server's process."""
    faults = tuple(PlantedFault(**{**fault, "rate": Fraction(fault["rate"])}) for fault in plain["faults"])
    accounts = tuple(plain["known_accounts"])
    return ServerSettings(**{**plain, "faults": faults, "known_accounts": accounts})
