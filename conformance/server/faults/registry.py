"""Every planted fault, in one list."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kraken_conformance.server.faults import http, http_audits
from kraken_conformance.server.faults.fault import Fault

ALL: tuple[Fault, ...] = (*http.FAULTS, *http_audits.FAULTS)

FAULTS: Mapping[str, Fault] = MappingProxyType({fault.id: fault for fault in ALL})
"""Every fault by its id."""
