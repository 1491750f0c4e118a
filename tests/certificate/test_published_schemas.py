"""What real runs write is what the published schemas say: of a target that was certified, and of one that was not."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from kraken_conformance.certificate import archive
from tests.certificate.certified import Certified
from tests.test_published_schemas import published


@pytest.mark.parametrize("outcome", ["certified", "refused"])
def test_the_evidence_of_a_run(outcome: str, request: pytest.FixtureRequest) -> None:
    run: Certified = request.getfixturevalue(outcome)
    check = published("conformance/evidence.schema.json")
    lines = (run.folder / "reports" / "evidence.jsonl").read_text("utf-8").splitlines()
    events = list(map(json.loads, lines))
    assert {event["type"] for event in events} >= {"header", "result", "outcome", "footer"}
    assert any(event["type"] == "finding" for event in events) == (outcome == "refused")
    for event in events:
        check.validate(event)


def test_the_certificate_of_a_bundle(certified: Certified) -> None:
    with zipfile.ZipFile(Path(certified.bundle)) as bundle:
        document = json.loads(bundle.read(archive.CERTIFICATE))
    check: Draft202012Validator = published("conformance/certificate/certificate.schema.json")
    check.validate(document)
    assert not check.is_valid({**document, "more": 1})
    assert not check.is_valid({**document, "verdict": "inconclusive"})
