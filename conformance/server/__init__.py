"""The reference server: a conformant implementation of a contract, and faults to plant in it.

A run that starts one in another process needs little of it, so the application is imported at its first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kraken_conformance.server.core.process import RunningServer, ServerStartError, start_server
from kraken_conformance.server.settings import PlantedFault, ServerSettings, UnknownFaultError

if TYPE_CHECKING:
    from kraken_conformance.server.core.app import create_app

__all__ = [
    "PlantedFault",
    "RunningServer",
    "ServerSettings",
    "ServerStartError",
    "UnknownFaultError",
    "create_app",
    "start_server",
]


def __getattr__(name: str) -> Any:
    if name != "create_app":
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from kraken_conformance.server.core.app import create_app

    return create_app
