"""What a run says of targets that keep nothing of what they were sent."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kraken_conformance.events import Event, results_of

OF_MEMORY = frozenset({"state.ended-refused", "state.given-accepted", "state.one-winner"})
"""The requirements that are judged where a target has shown that it remembers."""

FEWEST = 10
"""Fewer sequences may have been refused for anything."""

HARDLY = 0.1
"""A refusal is judged even of a target that keeps nothing, so that a few sequences always are."""


def memory_remarks(events: Sequence[Event]) -> Iterator[str]:
    """Yield a sentence for each server of which hardly any sequence of steps could be judged."""
    sent: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for event in results_of(events):
        sent[event["server"]] += event.get("sequences", 0)
        judged[event["server"]] += sum(
            counts["judged"] for id_, counts in event["requirements"].items() if id_ in OF_MEMORY
        )
    for server, count in sent.items():
        if count >= FEWEST and judged[server] < HARDLY * count:
            yield (
                f"{server} did not show that it remembers: what makes a record twice was answered alike, or refused. "
                f"{judged[server] or 'None'} of {count} sequences of steps could be judged, so that hardly anything is "
                "known of its state"
            )
