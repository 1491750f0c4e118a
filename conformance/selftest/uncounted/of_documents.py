"""Exchanges that show nothing of a `document` requirement."""

from __future__ import annotations

from kraken_conformance.judging.observation import Observation
from kraken_conformance.probes.documents import NAME as DOCUMENTS
from kraken_conformance.probes.invalid_documents import NAME as INVALID_DOCUMENTS
from kraken_conformance.selftest.uncounted.changes import (
    INVALID,
    SOMEBODY_ELSE,
    answered,
    every_request,
)
from kraken_conformance.selftest.uncounted.registry import not_counted

ALL = (
    "document.operation-name",
    "document.root-fields",
    "document.variable-defaults",
    "document.skip-include",
    "document.fragments",
    "document.merged-fields",
    "document.unknown-operation",
    "document.syntax",
    "document.operations",
    "document.fields",
    "document.arguments",
    "document.fragment-rules",
    "document.values",
    "document.directives",
    "document.variables",
)

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*ALL, probe=DOCUMENTS)(_by_somebody_else)


@not_counted(*ALL, probe=DOCUMENTS)
def every_document_refused(observation: Observation) -> Observation:
    """The plain document before it is refused as well, as where only persisted operations are taken."""
    return every_request(observation, INVALID)


@not_counted(*ALL, probe=DOCUMENTS)
def server_error(observation: Observation) -> Observation:
    """The server fails, which other requirements report."""
    return answered(observation, b"Internal Server Error", 500, "text/plain")


OF_MUTATIONS = (
    "document.fields",
    "document.arguments",
    "document.fragment-rules",
    "document.values",
    "document.directives",
    "document.variables",
)

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*OF_MUTATIONS, probe=INVALID_DOCUMENTS)(_by_somebody_else)
not_counted(*OF_MUTATIONS, probe=INVALID_DOCUMENTS)(every_document_refused)
