"""The body of a usual request."""

import json

from kraken_conformance.encodable_text import encodable
from kraken_conformance.model.case import Case


def request_body(case: Case) -> bytes:
    """Return the JSON body of a case that has an operation."""
    assert case.operation is not None, case
    content = {
        "query": case.operation.document,
        "operationName": case.operation.name or None,
        "variables": case.variables,
    }
    return encodable(json.dumps(content, ensure_ascii=False, separators=(",", ":"))).encode()
