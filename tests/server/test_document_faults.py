"""Every fault in the reading of documents shows on the documents of its requirement."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kraken_conformance.operations.documents.document_case import DocumentCase
from kraken_conformance.operations.documents.invalid import invalid_documents
from kraken_conformance.operations.documents.types_by_name import types_by_name
from kraken_conformance.operations.documents.valid import valid_documents
from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.server.faults.parts.fault import Fault
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.server.http.web import HttpRequest
from kraken_conformance.spec import load_contract
from tests.server.conftest import PATHS, Local

Make = Callable[[ServerSettings], Local]
ALL = (
    *valid_documents("Query", "Mutation"),
    *invalid_documents("Query", "Mutation"),
    *types_by_name(site_schema(load_contract("oefr"), "API")),
)
CRASHES = "fragment-cycle-crashes"
SERVER_WIDE = [
    fault
    for fault in FAULTS.values()
    if fault.server_wide and (fault.breaks.startswith("document.") or fault.id == CRASHES)
]


def answer(local: Local, case: DocumentCase) -> tuple[int, Any]:
    """Return the status and the data of an answer, with its keys in order."""
    body = {"query": case.document, "operationName": case.name or None, "variables": case.variables}
    headers = {"content-type": "application/json", "authorization": local.token}
    request = HttpRequest("POST", f"{PATHS['API']}/", "", headers, json.dumps(body).encode())
    found = local.handler.handle(request)
    return found.status, dict(json.loads(found.body, object_pairs_hook=tuple)).get("data")


@pytest.mark.parametrize("fault", SERVER_WIDE, ids=lambda fault: fault.id)
def test_a_fault_shows_on_documents_of_its_rule(fault: Fault, make_local: Make, local: Local) -> None:
    faulty = make_local(ServerSettings(faults=(PlantedFault(fault.id),)))
    rule = "fragment-rules" if fault.breaks.startswith("http.") else fault.breaks.partition(".")[2]
    changed = {case.rule for case in ALL if answer(faulty, case) != answer(local, case)}
    assert rule in changed
    assert changed <= {rule, *(id_.partition(".")[2] for id_ in fault.also)}
