"""Runs the reference server in this process, until a signal ends it."""

import gc
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from kraken_conformance.server.core.app import Application
from kraken_conformance.server.core.handler import site_paths
from kraken_conformance.server.core.process import ServerStartError
from kraken_conformance.spec import Contract

GARBAGE = 5_000
"""After this many new objects garbage is looked for. All requests wait meanwhile: at the usual 700 up to 0.14 seconds,
once many documents are known."""


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


def site_urls(contract: Contract, host: str, port: int) -> dict[str, str]:
    """Return the address of each server's endpoint, by its name in the contract."""
    shown = f"[{host}]" if ":" in host else host
    return {name: f"http://{shown}:{port}{path}/" for path, name in site_paths(contract).items()}
