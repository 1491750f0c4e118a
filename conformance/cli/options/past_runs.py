"""Earlier runs, out of a history or out of a folder with the folders of runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kraken_conformance.exceptions import UsageError


def past_runs(folder: Path, target: str) -> Sequence[Mapping[str, Any]]:
    """Return the runs of a target as the reports take them. Raises `UsageError` or `ReportError`."""
    from kraken_conformance.history import History, target_of
    from kraken_conformance.reports import read_history

    if is_history(folder):
        with History(folder) as kept:
            return kept.results(target)
    return [run for run in read_history(folder) if target_of(run) == target]


def is_history(folder: Path) -> bool:
    """Whether a folder holds a history, as against the folders of runs. Raises `UsageError` where it holds neither."""
    from kraken_conformance.history import FILE
    from kraken_conformance.reports.run.earlier_runs import RESULTS

    if (folder / FILE).is_file():
        return True
    if not folder.exists():
        raise UsageError(f"--history {folder}: there is no such folder. Make one with `run --history`.")
    if folder.is_dir() and not any(folder.rglob(RESULTS)):
        raise UsageError(f"--history {folder}: there is neither a {FILE} nor any {RESULTS} in it.")
    return False


def chosen_target(folder: Path, targets: Sequence[str], wanted: str | None) -> str:
    """Return the target that is wanted, or the one of the latest run. Raises `UsageError` where there is none."""
    if not targets:
        raise UsageError(f"{folder}: there is no run in it yet.")
    if wanted is not None and wanted not in targets:
        raise UsageError(f"{folder}: no run of {wanted}. It has {', '.join(targets)}.")
    return wanted or targets[0]
