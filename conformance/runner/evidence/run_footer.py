"""The last line of the evidence."""

from collections.abc import Mapping, Sequence

from kraken_conformance.events import Event, FooterEvent, outcomes_of, results_of
from kraken_conformance.judging.success_advice import what_helps
from kraken_conformance.judging.turned_away import turned_away
from kraken_conformance.judging.verdict import Judged, Verdict, counts_of, not_shown
from kraken_conformance.runner.evidence.client_remarks import client_remarks
from kraken_conformance.runner.evidence.limit_remarks import limit_remarks
from kraken_conformance.runner.evidence.memory_remarks import memory_remarks


def footer(
    events: Sequence[Event],
    judged: Judged,
    *,
    finished_at: str,
    duration_s: float,
    interrupted: bool,
    waiver_remarks: Sequence[str],
    remarks: Sequence[str],
    lacking_pools: Mapping[str, Sequence[str]],
) -> FooterEvent:
    """Return the footer of a run from its events and its verdict.

    `lacking_pools` are, by mutation that met errors alone, the keys of pools that may bring it to success.
    """
    lost = [one.words for one in turned_away(events, outcomes_of(events)) if not one.is_most]
    if judged.verdict is Verdict.NON_CONFORMANT:
        lost += not_shown(events, outcomes_of(events))
    own = [*lost, *limit_remarks(events), *client_remarks(events), *memory_remarks(events)]
    return {
        "type": "footer",
        "finished_at": finished_at,
        "duration_s": round(duration_s, 2),
        "interrupted": interrupted,
        "verdict": judged.verdict,
        "exit_code": judged.verdict.exit_code,
        "reasons": list(judged.reasons),
        "waiver_remarks": list(waiver_remarks),
        "remarks": list(dict.fromkeys([*own, *remarks])),
        "lacking_pools": {name: list(keys) for name, keys in lacking_pools.items()},
        "http_profiles": [
            {"server": event["server"], "profile": version, **found}
            for event in results_of(events)
            for version, found in event.get("http_profiles", {}).items()
        ],
        "helps": what_helps(events, outcomes_of(events), lacking_pools),
        "scope": judged.scope.event(),
        "counts": counts_of(events, judged.scope),
    }
