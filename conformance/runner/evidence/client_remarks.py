"""What a run says of the clients under whose names it sent requests."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kraken_conformance.events import Event, FindingEvent, findings_of, header_of
from kraken_conformance.judging.client_comparison import told_apart
from kraken_conformance.model.other_clients import client_of


def client_remarks(events: Sequence[Event]) -> Iterator[str]:
    """Yield which clients are kept out, where others succeed less often, and which findings came up for them alone."""
    for server, clients in header_of(events)["target"].get("clients", {}).items():
        for name, why in clients.items():
            if why is not None:
                yield f"{server}: no request was sent as {name} sends it: {why}"
    yield from told_apart(events)
    seen = Counter(client_of(_headers(event)) for event in findings_of(events))
    for client, count in seen.items():
        if client is not None:
            yield (
                f"{count} finding{'s' if count > 1 else ''} came up only for requests as {client} sends them: "
                "the target tells clients apart by their headers"
            )


def _headers(event: FindingEvent) -> object:
    """Return the headers of the case of a finding; evidence that somebody else wrote may have none."""
    case: object = event.get("case")
    return case.get("headers") if isinstance(case, dict) else None
