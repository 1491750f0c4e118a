"""Starts the reference server in a process of its own. Imports nothing of the server: a run is ready sooner."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kraken_conformance.server.settings import PlantedFault, ServerSettings

STOP_TIMEOUT = 10
"""Seconds a server gets to end before it is killed."""


class ServerStartError(Exception):
    """The server could not start. The message says why."""


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


def _plain(settings: ServerSettings) -> dict[str, Any]:
    plain = asdict(settings)
    plain["faults"] = [{**fault, "rate": str(fault["rate"])} for fault in plain["faults"]]
    return plain


def read_settings(plain: Mapping[str, Any]) -> ServerSettings:
    """Return settings from the form in which they travel to a server's process."""
    faults = tuple(PlantedFault(**{**fault, "rate": Fraction(fault["rate"])}) for fault in plain["faults"])
    accounts = tuple(plain["known_accounts"])
    return ServerSettings(**{**plain, "faults": faults, "known_accounts": accounts})
