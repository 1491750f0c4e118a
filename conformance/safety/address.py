"""Reads the address of a server once: what the host policy judges is what the transport connects to.

Two readers of one text may find two hosts in it, so there is one, and it takes the plain form alone. Whatever
is open to several readings is refused: a host that is not ASCII, numbers that some resolvers take for an IPv4
address, a backslash, white space, credentials.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Final

PORTS: Final = {"http": 80, "https": 443}

_FORM = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?", re.I)
_AUTHORITY = re.compile(r"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:@]+))(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST_NAME: Final = 253


class AddressError(ValueError):
    """A text that is no address of a server. The message says what is wrong, and how to write it."""


class CredentialsInAddress(AddressError):
    """An address with a user's name or a password in it, which must not be repeated."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is. `host` is ASCII in small letters, without brackets and without a dot at its end."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """The server alone, always with its port, as `https://api.example.org:443`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether the server is on this machine, by an address of the loopback range or by the name `localhost`.

        `localhost` and the names below it never go to a resolver (RFC 6761, section 6.3).
        """
        if is_local_name(self.host):
            return True
        address = _ipv6(self.host) if ":" in self.host else _ipv4(self.host)
        return address is not None and address.is_loopback


def is_local_name(host: str) -> bool:
    """Whether the name of a host is `localhost` or below it."""
    return host == "localhost" or host.endswith(".localhost")


@lru_cache(maxsize=512)
def parse_address(text: str) -> Address:
    """Read the address of a server. Raises `AddressError`."""
    if not text.isascii():
        raise AddressError(f"its host or path is not ASCII{_in_ascii(text)}")
    if not text.isprintable() or " " in text or "\\" in text:
        raise AddressError("there is white space, a backslash or a control character in it")
    found = _FORM.fullmatch(text)
    if found is None:
        raise AddressError("this is no address. Write it as https://host/path")
    if "@" in found["authority"]:
        raise CredentialsInAddress("there are credentials in this address")
    authority = _AUTHORITY.fullmatch(found["authority"])
    if authority is None:
        raise AddressError("this is no address. Write it as https://host/path or https://host:port/path")
    scheme = found["scheme"].lower()
    port = PORTS[scheme] if authority["port"] is None else int(authority["port"])
    if not 1 <= port <= 65535:
        raise AddressError(f"there is no port {port}")
    host = _ip_host(authority["ipv6"]) if authority["ipv6"] is not None else _named_host(authority["name"])
    return Address(scheme, host, port, (found["path"] or "/") + (found["query"] or ""))


def _ip_host(text: str) -> str:
    address = _ipv6(text)
    if address is None:
        raise AddressError(f"[{text}] is no IPv6 address")
    return str(address.ipv4_mapped or address)


def _named_host(text: str) -> str:
    name = text.lower().removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        address = _ipv4(name)
        if address is None:
            raise AddressError("an IPv4 address is written as four decimal numbers, such as 127.0.0.1")
        return str(address)
    if len(name) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, labels)):
        raise AddressError(f"{text[:80]} is no name of a host")
    return name


def _ipv4(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except ValueError:
        return None


def _ipv6(text: str) -> IPv6Address | None:
    try:
        return IPv6Address(text)
    except ValueError:
        return None


def _in_ascii(text: str) -> str:
    """Return a hint at the ASCII form of a host, where it has one."""
    found = re.match(r"https?://([^/?#@:\[\]]+)", text, re.I)
    if found is None or found[1].isascii():
        return ": write a path with %-escapes"
    try:
        return f": write {found[1].encode('idna').decode()}, if that is the one"
    except UnicodeError:
        return ""
