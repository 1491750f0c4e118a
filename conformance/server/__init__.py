"""The reference server: a conformant implementation of a contract, and faults to plant in it."""

from kraken_conformance.server.core.app import create_app
from kraken_conformance.server.core.process import RunningServer, ServerStartError, start_server
from kraken_conformance.server.faults.planting import UnknownFaultError
from kraken_conformance.server.settings import PlantedFault, ServerSettings

__all__ = [
    "PlantedFault",
    "RunningServer",
    "ServerSettings",
    "ServerStartError",
    "UnknownFaultError",
    "create_app",
    "start_server",
]
