"""Walks through the flows of the contract: programs of steps, drawn by a state machine, and the cases they make."""

from kraken_conformance.probes.flows.flow_route import Route, routes_through
from kraken_conformance.probes.flows.walks import Walks

__all__ = ["Route", "Walks", "routes_through"]
