"""What a run says of the limits of its target."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kraken_conformance.events import Event, header_of, results_of
from kraken_conformance.model.answer_words import OTHER_SCHEMA, VALUES
from kraken_conformance.operations.document_limits import ROOT_FIELDS, WORDS, stated

OF_SIZE = "for their size, not for their input"
OF_A_FIELD = (
    "for a field that its schema had at the start of the run, and has not now or on each of its replicas"
)
OF_VALUES = "for the length of a text or a list, of which each part by itself was let through"
CAUSES = {VALUES: OF_VALUES, OTHER_SCHEMA: OF_A_FIELD}
"""What is said of the kinds of limits, but for those of the size of a document."""


def limit_remarks(events: Sequence[Event]) -> list[str]:
    """Return a sentence for each limit that a run met: what was found before it, then what it ran into."""
    known = header_of(events)["target"].get("limits", {})
    remarks = [text for server, limits in known.items() for text in _known(server, limits)]
    return [*remarks, *_met(events)]


def _known(server: str, limits: Mapping[str, Any]) -> Iterator[str]:
    if "refuses_all" in limits:
        yield (
            f"{server} answers no document, not even one that asks for __typename alone: '{limits['refuses_all']}'. "
            "If it takes persisted operations only, test it where it takes others"
        )
    for kind in WORDS:
        if kind in limits:
            no_more = "Nothing with more" if kind == ROOT_FIELDS else "Nothing larger"
            yield f"{server} takes {stated(kind, limits[kind], limits['words'][kind])}. {no_more} is sent"


def _met(events: Sequence[Event]) -> Iterator[str]:
    met: Counter[tuple[str, str, str]] = Counter()
    for event in results_of(events):
        for limit in event.get("limits", ()):
            cause = CAUSES.get(limit["kind"], OF_SIZE)
            met[event["server"], cause, limit["words"]] += limit["cases"]
    for (server, cause, words), cases in met.items():
        requests = f"{cases} valid request{'s' if cases > 1 else ''}"
        decides = "Test it when that is settled" if cause == OF_A_FIELD else "A limit decides nothing"
        yield f"{server} refused {requests} {cause}: '{words}'. {decides}"
