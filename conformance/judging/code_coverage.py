"""How many of the declared codes a run has raised, for the gate."""

from collections.abc import Sequence

from kraken_conformance.events import Event, header_of, results_of


def percent_raised(events: Sequence[Event]) -> float:
    """Return the share of the codes that the selected mutations declare which a request was due to raise and did.

    Each code counts once per mutation; 100 where none is declared.
    """
    header = header_of(events)
    chosen = set(header["configuration"]["mutations"])
    declared = {
        (entry["name"], code)
        for entry in header["contract"]["mutations"]
        if entry["name"] in chosen
        for code in entry["errors"]
    }
    raised = {(event["mutation"], code) for event in results_of(events) for code in event.get("provoked", ())}
    return 100 * len(declared & raised) / len(declared) if declared else 100.0


def too_low(events: Sequence[Event]) -> str | None:
    """Return in words that fewer codes were raised than `--min-coverage` asks for, None where enough were."""
    least = header_of(events)["configuration"].get("min_coverage")
    if least is None:
        return None
    found = percent_raised(events)
    if found >= least:
        return None
    return (
        f"{found:.1f} % of the declared codes were raised, less than the {least:g} % of --min-coverage: "
        "results.json says of each code what came of it"
    )
