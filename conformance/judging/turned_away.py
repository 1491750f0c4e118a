"""Requests that never came to a mutation, though it works: somebody turned them away, always in the same words.

What they were to show was not tested. Pure, from the events of a run alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from kraken_conformance.events import Event, OutcomeEvent, results_of
from kraken_conformance.judging.mutation_evidence import EvidenceKind, answers_of, count_of
from kraken_conformance.model.answer_words import OWN, Origin

MOST: Final = 0.5
"""Where a larger share is turned away, a run shows too little to be conformant."""

NAMED: Final = 0.05
"""A larger share is named."""

FEWEST: Final = 20
"""Fewer requests in all show no share."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """How many of the requests to the mutations of a server that work were turned away in the same words."""

    server: str
    count: int
    requests: int
    answer: str

    @property
    def is_most(self) -> bool:
        """Whether more than half were."""
        return self.count > MOST * self.requests

    @property
    def words(self) -> str:
        """What is said of it."""
        count = f"{self.count:,} of {self.requests:,} requests to mutations that work"
        return (
            f"{self.server}: {count} were turned away before they were executed: {self.answer}. "
            "They showed nothing else"
        )


def turned_away(events: Sequence[Event], outcome_events: Iterable[OutcomeEvent]) -> list[TurnedAway]:
    """Return, for each server, what turned away a share of the requests that is worth a word.

    A refusal that is about who asks has words of its own.
    """
    works = {
        (event["server"], event["mutation"])
        for event in outcome_events
        if event["mutation"] is not None and event["evidence"]["kind"] == EvidenceKind.SUCCEEDED
    }
    results = [event for event in results_of(events) if (event["server"], event["mutation"]) in works]
    by_server = groupby(sorted(results, key=lambda one: one["server"]), key=lambda one: one["server"])
    return [found for server, own in by_server for found in _of_a_server(server, list(own))]


def _of_a_server(server: str, results: Sequence[Event]) -> Iterator[TurnedAway]:
    answers = answers_of(results_of(results), OWN)
    total = count_of(answers, *Origin)
    if total < FEWEST:
        return
    alike: dict[str, TurnedAway] = {}
    for one in answers:
        if one["origin"] not in (Origin.BEFORE, Origin.ELSEWHERE) or one["about_credentials"]:
            continue
        known = alike.get(one["digest"])
        count = one["count"] + (0 if known is None else known.count)
        alike[one["digest"]] = TurnedAway(
            server, count, total, one["shown"] if known is None else known.answer
        )
    most = max(alike.values(), key=lambda one: one.count, default=None)
    if most is not None and most.count > NAMED * total:
        yield most
