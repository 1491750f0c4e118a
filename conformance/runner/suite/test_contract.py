"""Every subject of a run against the contract."""

import pytest

from kraken_conformance.events import findings_of, results_of
from kraken_conformance.model.subject import Subject
from kraken_conformance.runner.pytest_run.suite_plugin import run_subject


def test_contract(kraken_subject: Subject, request: pytest.FixtureRequest) -> None:
    """The subject keeps every promise that its exchanges speak of."""
    events = run_subject(request, kraken_subject)
    findings = [event for event in findings_of(events) if event["level"] == "MUST"]
    if findings:
        pytest.fail(
            "\n".join(f"{f['requirement']}: {f['expected']} but {f['actual']}" for f in findings),
            pytrace=False,
        )
    blocked = sorted({str(event.get("reason")) for event in results_of(events) if event["state"] != "done"})
    if blocked:
        pytest.skip("; ".join(blocked))
