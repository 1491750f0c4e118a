"""Earlier runs, out of a history or out of a folder with the folders of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kraken_conformance.exceptions import UsageError


def past_runs(folder: Path, target: str) -> Sequence[Mapping[str, Any]]:
    """Return the runs of a target as the reports take them. Raises `UsageError` or `ReportError`."""
    from kraken_conformance.history import FILE, History, target_of
    from kraken_conformance.reports import read_history

    if (folder / FILE).is_file():
        with History(folder) as kept:
            return kept.results(target)
    if not folder.exists():
        raise UsageError(f"--history {folder}: there is no such folder. Make one with `run --history`.")
    return [run for run in read_history(folder) if target_of(run) == target]


def chosen_target(folder: Path, targets: Sequence[str], wanted: str | None) -> str:
    """Return the target that is wanted, or the one of the latest run. Raises `UsageError` where there is none."""
    chosen = wanted or next(iter(targets), None)
    if chosen is None or chosen not in targets:
        raise UsageError(
            f"{folder}: no run of {chosen or 'any target'}. It has {', '.join(targets) or 'none'}."
        )
    return chosen
