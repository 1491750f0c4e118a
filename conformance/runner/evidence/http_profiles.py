"""What a run says of the profiles of GraphQL over HTTP, side by side."""

from __future__ import annotations

from collections.abc import Iterable

from kraken_conformance.events import Event, ServerProfile, results_of


def http_profiles(events: Iterable[Event]) -> list[ServerProfile]:
    """Return for each server and profile how many audits pass, and which fail, from the results of the probes.

    `held` is the profile whose failed audits are findings.
    """
    return [
        {"server": event["server"], "profile": version, **found}
        for event in results_of(events)
        for version, found in event.get("http_profiles", {}).items()
    ]
