"""Judges a finished run again with other waivers, without testing anything again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kraken_conformance.judging.verdict import Event, counts_of, outcomes, verdict
from kraken_conformance.waivers.waiver import Waiver, Waivers


def rejudged(events: Sequence[Mapping[str, Any]], waivers: Sequence[Waiver], today: date) -> list[Event]:
    """Return the events of a run as they would be with these waivers instead of its own.

    Outcomes and footer are worked out again where the run came to its end; else there are none to change.
    """
    header = {**events[0]}
    header["configuration"] = {
        **header["configuration"],
        "waivers": [waiver.to_json() for waiver in waivers],
    }
    seen = [header, *({**event} for event in events[1:] if event["type"] in ("result", "finding"))]
    for event in seen:
        event.pop("waived", None)
    own = Waivers(waivers, today)
    own.mark(seen)
    if events[-1]["type"] != "footer":
        return seen
    fail_on = header["configuration"]["fail_on"]
    found = outcomes(seen, fail_on)
    judged = verdict(seen, found, fail_on)
    footer = {
        **events[-1],
        "verdict": str(judged.verdict),
        "exit_code": judged.verdict.exit_code,
        "reasons": list(judged.reasons),
        "scope": judged.scope.event(),
        "counts": counts_of(seen, judged.scope),
        "waiver_remarks": own.remarks(seen),
    }
    return [*seen, *found, footer]
