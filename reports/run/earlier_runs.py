"""Earlier runs, for the trend."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kraken_conformance.events import OUTCOMES
from kraken_conformance.file_content import content_of
from kraken_conformance.reports.exceptions import UnreadableResults
from kraken_conformance.reports.run.requirement_history import Key, State, states
from kraken_conformance.reports.run.run import EarlierRun
from kraken_conformance.reports.text.safe_text import plain

RESULTS = "results.json"
"""The name of the summary in the folder of a run."""


def read_results(path: Path) -> Mapping[str, Any]:
    """Read the `results.json` of a run, or the one in a folder. Raises `UnreadableResults`."""
    file = path / RESULTS if path.is_dir() else path
    try:
        content = json.loads(content_of(file).decode("utf-8", "replace"))
    except OSError as error:
        raise UnreadableResults(f"{file} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableResults(
            f"{file} is not JSON: {error}. Make it again with `kraken-conformance report`."
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get("schema_version"), int):
        raise UnreadableResults(f"{file} is no summary of a run: it has no `schema_version`.")
    if content["schema_version"] > 1:
        raise UnreadableResults(
            f"{file} is of schema version {content['schema_version']}: update kraken-conformance."
        )
    return content


def read_history(path: Path) -> list[Mapping[str, Any]]:
    """Read the `results.json` of every run under a folder. Raises `UnreadableResults` where there is none."""
    files = sorted(path.rglob(RESULTS)) if path.is_dir() else [path]
    if not files:
        raise UnreadableResults(
            f"There is no {RESULTS} under {path}. Name a folder that holds the folders of runs."
        )
    return [read_results(file) for file in files]


def earlier_runs(history: Sequence[Mapping[str, Any]], *, before: str) -> tuple[EarlierRun, ...]:
    """Return the runs that began before a time (ISO 8601), the oldest first."""
    runs = (as_earlier(results, place) for place, results in enumerate(history, 1))
    return tuple(sorted((run for run in runs if run.started_at < before), key=lambda run: run.started_at))


def as_earlier(results: Mapping[str, Any], place: int = 1) -> EarlierRun:
    """Return a `results.json` as an earlier run. Raises `UnreadableResults`, which names it by its place."""
    try:
        return EarlierRun(
            started_at=plain(results["started_at"]),
            verdict=plain(results["verdict"]),
            findings=int(results["counts"]["findings"]),
            outcomes=_outcomes(results["mutations"]),
            requests=int(results["counts"].get("requests", 0)),
            states=_states(results),
            scope=scope_words(results),
        )
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise UnreadableResults(f"Earlier run {place} has no usable {error}: it is no {RESULTS}.") from error


def scope_words(results: Mapping[str, Any]) -> str:
    """Return the scope of a `results.json` in words; empty where an earlier version wrote it."""
    scope = results.get("scope")
    return plain(str(scope.get("words", ""))) if isinstance(scope, dict) else ""


def _outcomes(mutations: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    counts = Counter(str(entry["outcome"]) for entry in mutations)
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def _states(results: Mapping[str, Any]) -> dict[Key, State]:
    mutations = ((entry["name"], entry.get("requirements", {})) for entry in results["mutations"])
    servers = (
        (f"server {entry['name']}", entry.get("requirements", {})) for entry in results.get("servers", ())
    )
    findings = (
        (
            (entry["mutation"] or f"server {entry['server']}", entry["requirement"]),
            bool(entry.get("flaky")),
        )
        for entry in results.get("findings", ())
    )
    return states((*mutations, *servers), findings)
