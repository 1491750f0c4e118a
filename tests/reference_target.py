"""The reference server of the shipped contract, as a target that has an address of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kraken_conformance.runner.embedded_target import Embedded, embedded
from kraken_conformance.server import ServerSettings


@contextmanager
def reference_target() -> Iterator[Embedded]:
    """Start the server of the shipped contract.

    A run against it may be held to another contract, whose promises it breaks. Without an address, a run
    starts a server of its own contract, which keeps them all.
    """
    with embedded(ServerSettings(), "oefr") as running:
        yield running


def addressed(target: Embedded) -> tuple[str, ...]:
    """Return the options of `run` that name the target and let it in."""
    return ("--url", target.url, "--auth-url", target.auth_url, "--token", target.token)
