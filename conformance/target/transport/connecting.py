"""Opens connections: every address of a host is tried, and all of it ends by one moment."""

import socket
from contextlib import suppress
from ipaddress import ip_address
from threading import Thread
from typing import Any

from kraken_conformance.safety.address import Address, is_local_name
from kraken_conformance.target.transport.limits import Allowance

LOOPBACK = ("127.0.0.1", "::1")
"""The addresses of this machine, whatever a resolver says of `localhost` (RFC 6761, section 6.3)."""


class NotThisMachine(OSError):
    """A connection that was to stay on this machine leads to another one."""


def connected(to: Address, allowance: Allowance) -> socket.socket:
    """Return a connection to a server. Raises `TimeoutError` where the time has run out, else `OSError`."""
    host, port, local = to.host, to.port, to.is_loopback
    addresses = [found for name in LOOPBACK for found in _numeric(name, port)] if is_local_name(host) else []
    addresses = addresses or _resolved(host, port, allowance.left())
    failure: OSError = OSError(f"{host} has no address")
    for number, (family, kind, protocol, _, address) in enumerate(addresses):
        try:
            opened = socket.socket(family, kind, protocol)
        except OSError as error:
            failure = error
            continue
        try:
            opened.settimeout(allowance.left() / (len(addresses) - number))
            opened.connect(address)
            if local and not ip_address(opened.getpeername()[0].partition("%")[0]).is_loopback:
                raise NotThisMachine(f"{host} is {opened.getpeername()[0]}, which is not this machine")
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise failure


def _numeric(host: str, port: int) -> list[Any]:
    with suppress(OSError):
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return []


def _resolved(host: str, port: int, seconds: float) -> list[Any]:
    """Return the addresses of a host. The resolver of the system knows no limit: it is asked from another thread."""
    if found := _numeric(host, port):
        return found
    answer: list[Any] = []

    def look_up() -> None:
        try:
            answer.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            answer.append(error)

    asking = Thread(target=look_up, daemon=True, name="resolver")
    asking.start()
    asking.join(seconds)
    if not answer:
        raise TimeoutError(f"the name {host} was not resolved")
    if isinstance(answer[0], OSError):
        raise answer[0]
    return list(answer[0])
