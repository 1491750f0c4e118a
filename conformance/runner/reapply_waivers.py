"""Judges a finished run again with other waivers, without testing anything again."""

from collections.abc import Sequence
from datetime import date

from kraken_conformance.events import Event, FooterEvent, footer_of, header_of
from kraken_conformance.judging.verdict import counts_of, outcomes, verdict
from kraken_conformance.waivers.waiver import Waiver, Waivers


def rejudged(events: Sequence[Event], waivers: Sequence[Waiver], today: date) -> list[Event]:
    """Return the events of a run as they would be with these waivers instead of its own.

    Outcomes and footer are worked out again where the run came to its end; else there are none to change.
    """
    own = Waivers(waivers, today)
    header = header_of(events).copy()
    header["configuration"] = {
        **header["configuration"],
        "waivers": [waiver.to_json() for waiver in waivers],
    }
    seen: list[Event] = [header]
    for event in events[1:]:
        if event["type"] == "result":
            seen.append(event)
        elif event["type"] == "finding":
            finding = event.copy()
            finding.pop("waived", None)
            seen.append(finding)
    own.mark(seen)
    end = footer_of(events)
    if end is None:
        return seen
    fail_on = header["configuration"]["fail_on"]
    found = outcomes(seen, fail_on)
    judged = verdict(seen, found, fail_on)
    footer: FooterEvent = {
        **end,
        "verdict": str(judged.verdict),
        "exit_code": judged.verdict.exit_code,
        "reasons": list(judged.reasons),
        "scope": judged.scope.event(),
        "counts": counts_of(seen, judged.scope),
        "waiver_remarks": own.remarks(seen),
    }
    return [*seen, *found, footer]
