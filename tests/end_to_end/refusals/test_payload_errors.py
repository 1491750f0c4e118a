"""A server that answers each request with errors in the payload: the mutation never succeeded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.server.http.web import HttpAnswer
from tests.end_to_end.refusals.gateway import Asked, body, changed, gateway, run


@pytest.mark.parametrize(
    ("mutation", "value"),
    [
        ("masqueradeAuthentication", {"token": None, "errors": [{"field": "userId", "messages": ["No."]}]}),
        ("linkUserToLine", {"__typename": "LinkTokenNotFound", "type": "NO_MATCHING_LINE_LINK"}),
    ],
)
def test_it_is_refused_only(tmp_path: Path, mutation: str, value: Any) -> None:
    def refusing(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        content = body(found)
        data = content.get("data") or {}
        if mutation not in asked.document or not any(isinstance(made, dict) for made in data.values()):
            return found
        renamed = "Renamed" if "Renamed" in asked.document else ""
        given = {f"{name}{renamed}": part for name, part in value.items()}
        made = {root: given if isinstance(data[root], dict) else data[root] for root in data}
        return changed(found, {**content, "data": made})

    with gateway(after=refusing) as target:
        words = ("--mutation", mutation, "--probe", "valid-input", "--max-examples", "3")
        ran = run(target, tmp_path, *words)
    (outcome,) = (one for one in ran.events if one["type"] == "outcome" and one["mutation"] == mutation)
    assert outcome["succeeded"] == 0
    assert outcome["evidence"]["kind"] == "refused only"
    assert "errors in what it returned" in outcome["evidence"]["reason"]
    assert ran.exit_code == 3
