"""Puts mutations together that lack evidence for the same reason, and says it once."""

from collections.abc import Sequence

from kraken_conformance.events import Event, OutcomeEvent, header_of, results_of
from kraken_conformance.judging.mutation_evidence import EvidenceKind, answers_of
from kraken_conformance.judging.run_facts import RunFacts
from kraken_conformance.model.answer_words import OWN, Origin

MOST_NAMED = 3

VERBS = {
    EvidenceKind.REFUSED_ONLY: "never succeeded",
    EvidenceKind.NOT_REACHED: "not reached",
    EvidenceKind.EXCLUDED: "left out",
}
"""What is said about mutations with each kind of evidence but success."""


def grouped(outcome_events: Sequence[OutcomeEvent], events: Sequence[Event]) -> list[str]:
    """Return a line for each reason, those of the most mutations first.

    `62 of 62 requests: 403 text/html, 'Not allowed', from request 13 of the run on (createReferral, …): what to do`.
    """
    groups: dict[tuple[str, str, str], list[OutcomeEvent]] = {}
    for event in outcome_events:
        evidence = event["evidence"]
        groups.setdefault((evidence["kind"], evidence["cause"], evidence["answers"]), []).append(event)
    ordered = sorted(groups.values(), key=lambda members: (members[0]["evidence"]["kind"], -len(members)))
    return [_line(members, events) for members in ordered]


def named(names: Sequence[str]) -> str:
    """Return names in a list that is not too long."""
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"


def _line(members: Sequence[OutcomeEvent], events: Sequence[Event]) -> str:
    first = members[0]["evidence"]
    count = sum(member["evidence"]["count"] for member in members)
    total = sum(member["evidence"]["requests"] for member in members)
    share = f"{count:,} of {total:,} requests: " if total else ""
    began = _began(members, events) if total else ""
    verb = VERBS[EvidenceKind(first["kind"])]
    names = named([str(member["mutation"]) for member in members])
    cause = ": ".join(part for part in (first["cause"], f"{share}{first['answers']}") if part)
    advice = f". To do: {first['advice']}" if first["advice"] else ""
    return f"{verb}: {cause}{began} ({names}){advice}"


def _began(members: Sequence[OutcomeEvent], events: Sequence[Event]) -> str:
    """Say from which request of the run on somebody else answered, where it was not so from the start.

    Requests in flight at once overtake one another.
    """
    in_flight = RunFacts(header_of(events)).requests_in_flight
    servers = {member["server"] for member in members}
    names = {member["mutation"] for member in members}
    results = [event for event in results_of(events) if event["server"] in servers]
    own = [one for one in results if one["mutation"] in names]
    digests = {one["digest"] for one in answers_of(own, OWN) if one["origin"] == Origin.ELSEWHERE}
    firsts = [
        first for one in results for digest, first in one.get("foreign", {}).items() if digest in digests
    ]
    if in_flight is None or not firsts or not min(firsts):
        return ""
    heard = max((one.get("heard", 0) for one in results), default=0)
    if not heard or heard >= min(firsts) + 2 * in_flight:
        return ""
    return f", from request {min(firsts):,} of the run on"
