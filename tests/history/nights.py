"""Runs of some nights that never took place, as a history remembers them."""

from __future__ import annotations

from pathlib import Path

from kraken_conformance.history import History, PastFinding, PastRun

STAGING = "https://staging.invalid/"


def run(day: int, broken: str = "", *, target: str = STAGING, flaky: str = "", verdict: str = "") -> PastRun:
    """A run of the 1st to the 30th; each letter of `broken` is a mutation that breaks its promise."""
    outcomes = {}
    for subject in "ab":
        outcome = "failed" if subject in broken else "passed"
        outcomes |= {(subject, ""): outcome, (subject, "error.code-declared"): outcome}
    return PastRun(
        run_id=f"{target}{day}",
        started_at=f"2026-11-{day:02}T02:00:00Z",
        target=target,
        contract="oefr 1",
        verdict=verdict or ("non-conformant" if broken else "conformant"),
        mutations=2,
        cases=10,
        requests=1200,
        duration_s=4.4,
        findings=tuple(
            PastFinding(
                f"f{subject}",
                "error.code-declared",
                "MUST",
                subject,
                subject in flaky,
                False,
                True,
                "kept",
                "not",
            )
            for subject in sorted({*broken, *flaky})
        ),
        outcomes=outcomes,
    )


def kept(folder: Path, *runs: PastRun) -> History:
    history = History(folder)
    for one in runs:
        history.add(one)
    return history
