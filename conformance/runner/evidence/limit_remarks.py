"""What a run says of the limits of its target."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kraken_conformance.events import Event, header_of, results_of
from kraken_conformance.operations.document_limits import WORDS


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
    for kind, words in WORDS.items():
        if kind in limits:
            yield (
                f"{server} takes at most {limits[kind]} {words}, and answers to more: '{limits['words'][kind]}'. "
                "Nothing larger is sent"
            )


def _met(events: Sequence[Event]) -> Iterator[str]:
    met: Counter[tuple[str, str]] = Counter()
    for event in results_of(events):
        for limit in event.get("limits", ()):
            met[event["server"], limit["words"]] += limit["cases"]
    for (server, words), cases in met.items():
        yield (
            f"{server} refused {cases} valid request{'s' if cases > 1 else ''} for their size, not for their input: "
            f"'{words}'. A limit decides nothing"
        )
