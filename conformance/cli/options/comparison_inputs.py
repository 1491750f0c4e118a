"""Which two runs `compare` compares, and with what history."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kraken_conformance.cli.options.past_runs import chosen_target, is_history, past_runs
from kraken_conformance.exceptions import UsageError
from kraken_conformance.history import FILE, History, target_of
from kraken_conformance.reports.compare.run_comparison import RunComparison, compare, read_run
from kraken_conformance.reports.run.earlier_runs import read_history

Results = Mapping[str, Any]


def compared(runs: Sequence[Path], history: Path | None, target: str | None) -> RunComparison:
    """Compare two runs, or a run with the one before it, or the latest two of a history.

    Raises `UsageError` where the call does not say which, or there is no run before; `ReportError` where
    a run cannot be read.
    """
    if len(runs) > 2:
        raise UsageError(
            f"compare takes two runs, OLD and NEW, and not {len(runs)}: {', '.join(map(str, runs))}."
        )
    if target is not None and runs:
        raise UsageError(
            "--target: it chooses among the runs of a history. Leave it out where runs are named."
        )
    if histories := [run for run in runs if (run / FILE).is_file()]:
        raise UsageError(
            f"{histories[0]}: this is a history and no run. Give it as --history {histories[0]}."
        )
    if history is None:
        if len(runs) < 2:
            raise UsageError("compare takes two runs, OLD and NEW. To leave one out, name a --history.")
        return compare(read_run(runs[0]), read_run(runs[1]))
    if not runs:
        return _latest_two(history, target)
    new = read_run(runs[-1])
    past = past_runs(history, target_of(new))
    old = read_run(runs[0]) if len(runs) == 2 else _before(history, new, past)
    return compare(old, new, history=past)


def _latest_two(history: Path, target: str | None) -> RunComparison:
    if is_history(history):
        with History(history) as kept:
            chosen = chosen_target(history, kept.targets(), target)
        past = past_runs(history, chosen)
    else:
        every = sorted(read_history(history), key=lambda run: str(run.get("started_at")), reverse=True)
        chosen = chosen_target(history, list(dict.fromkeys(map(target_of, every))), target)
        past = [run for run in reversed(every) if target_of(run) == chosen]
    new = _whole(history, past[-1])
    return compare(_before(history, new, past), new, history=past)


def _before(history: Path, new: Results, past: Sequence[Results]) -> Results:
    """Return the last run before another."""
    began = str(new.get("started_at"))
    earlier = [run for run in past if str(run.get("started_at")) < began]
    if not earlier:
        raise UsageError(
            f"--history {history}: it has no run of {target_of(new)} from before {began}, "
            "so there is nothing to compare with."
        )
    return _whole(history, max(earlier, key=lambda run: str(run["started_at"])))


def _whole(history: Path, run: Results) -> Results:
    """Return a run with the outcomes of all promises, which a history leaves out of lists of runs."""
    if not is_history(history):
        return run
    with History(history) as kept:
        return kept.whole_results(run["run_id"])
