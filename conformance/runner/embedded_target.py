"""The embedded reference server, as a target that a run knows everything about."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kraken_conformance.server import ServerSettings, start_server


@dataclass(frozen=True, slots=True)
class Embedded:
    """A server that runs beside the run: its sites by name, a good token, an old one, and a peer's."""

    sites: Mapping[str, str]
    api_key: str
    token: str
    expired_token: str
    peer_token: str

    @property
    def url(self) -> str:
        """The address of the first site."""
        return next(iter(self.sites.values()))

    @property
    def auth_url(self) -> str:
        """The address of the second site. Raises `IndexError` where there is none."""
        return list(self.sites.values())[1]


@contextmanager
def embedded(settings: ServerSettings, contract: str | Path) -> Iterator[Embedded]:
    """Start the reference server of a contract in a process of its own. Raises `ServerStartError`."""
    with start_server(settings, contract=contract) as running:
        yield Embedded(
            running.urls, running.api_key, running.token, running.expired_token, running.peer_token
        )
