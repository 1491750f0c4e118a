"""Changes of a bundle from which everything in it follows: only the tool that checks it knows better."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kraken_conformance.certificate import archive
from kraken_conformance.certificate.document import Issue, certificate
from kraken_conformance.certificate.rendering import json_bytes, page_bytes, results_bytes
from kraken_conformance.judging.verdict import counts_of, outcomes, verdict
from tests.certificate.certified import Events, Members, evidence


def consistently(events: Events) -> None:
    """Draw up outcomes and footer anew, so that they follow from what comes before."""
    footer = events[-1]
    events[:] = [event for event in events if event["type"] in ("header", "result", "finding")]
    found = outcomes(events)
    judged = verdict(events, found)
    footer |= {
        "verdict": str(judged.verdict),
        "exit_code": judged.verdict.exit_code,
        "reasons": list(judged.reasons),
    }
    footer["scope"] = judged.scope.event()
    events += [*found, footer]
    footer["counts"] |= counts_of(events, judged.scope)


def consistent(members: Members, change: Callable[[Events], None]) -> Members:
    """Return the members after a change of the evidence from which all others follow."""
    events = [json.loads(line) for line in members[archive.EVIDENCE].splitlines()]
    change(events)
    consistently(events)
    environment = json.loads(members[archive.ENVIRONMENT])
    environment["tool"]["version"] = events[0]["tool"]["version"]
    made: Any = certificate(events, environment, Issue.of(json.loads(members[archive.CERTIFICATE])))  # type: ignore[arg-type]
    return {
        **members,
        archive.EVIDENCE: evidence(events),
        archive.CERTIFICATE: json_bytes(made),
        archive.PAGE: page_bytes(made),
        archive.RESULTS: results_bytes(events),  # type: ignore[arg-type]
        archive.ENVIRONMENT: json_bytes(environment),
    }


def as_version(version: str) -> Callable[[Events], None]:
    """Claim another version of the tool, which knew nothing of credentials."""

    def change(events: Events) -> None:
        events[0]["tool"]["version"] = version
        without = {"no-token", "bad-token"}
        kept = [probe for probe in events[0]["configuration"]["probes"] if probe not in without]
        events[0]["configuration"]["probes"] = kept
        events[:] = [event for event in events if event.get("probe") not in without]
        for counted in [events[0], *(event for event in events if event["type"] == "result")]:
            for id_ in [id_ for id_ in counted["requirements"] if id_.startswith("auth.")]:
                del counted["requirements"][id_]

    return change
