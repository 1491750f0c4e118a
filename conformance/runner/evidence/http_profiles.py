"""What a run says of the profiles of GraphQL over HTTP, side by side."""

from __future__ import annotations

from collections.abc import Iterable

from kraken_conformance.judging.verdict import Event


def http_profiles(events: Iterable[Event]) -> list[Event]:
    """Return for each server and profile how many audits pass, and which fail, from the results of the probes.

    `held` is the profile whose failed audits are findings.
    """
    return [
        {"server": event["server"], "profile": version, **found}
        for event in events
        if event["type"] == "result"
        for version, found in event.get("http_profiles", {}).items()
    ]
