"""What a run prints at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from kraken_conformance.cli.output.console import Output
from kraken_conformance.judging.verdict import Event, Verdict, counts_against
from kraken_conformance.runner.pool_advice import successes
from kraken_conformance.runner.session import RunResult

if TYPE_CHECKING:
    from kraken_conformance.reports.run.requirement_history import Key, RequirementHistory

MOST_FINDINGS = 10
MOST_REASONS = 8
MOST_NAMED = 5
STYLE = {
    Verdict.CONFORMANT: "bold green",
    Verdict.NON_CONFORMANT: "bold red",
    Verdict.INCONCLUSIVE: "bold yellow",
}


def print_summary(
    result: RunResult,
    files: Sequence[Path],
    requirement_histories: Mapping[Key, RequirementHistory] | None = None,
) -> None:
    """Print the findings, then the verdict with its reasons, then where to read more.

    With `requirement_histories`, each finding says how its promise fared in the runs before.
    """
    console = Output(soft_wrap=True, highlight=False)
    header, footer = result.events[0], result.events[-1]
    findings = [event for event in result.events if event["type"] == "finding"]
    open_ = [finding for finding in findings if not finding.get("waived")]
    _findings(console, open_, requirement_histories or {}, header["started_at"])
    counts = footer["counts"]
    console.print(Text(result.judged.verdict.upper(), style=STYLE[result.judged.verdict]), end="")
    console.print(
        f": {counts['mutations']} mutations, {counts['cases']} cases, {counts['requests']} requests, "
        f"{counts['findings']} findings in {footer['duration_s']} s (seed {header['seed']})"
    )
    if footer["interrupted"]:
        console.print("The run was stopped before its end: what is here is a part.")
    for reason in result.judged.reasons[:MOST_REASONS]:
        console.print(f"  {escape(reason)}")
    left = len(result.judged.reasons) - MOST_REASONS
    if left > 0:
        console.print(f"  and {left} more: see the report")
    waived = len(findings) - len(open_)
    if waived:
        words = "1 finding is waived and has" if waived == 1 else f"{waived} findings are waived and have"
        console.print(f"  {words} no part in the verdict")
    _success(console, result.events)
    for remark in footer["waiver_remarks"]:
        console.print(f"[bold]waiver[/] {escape(remark)}")
    for remark in footer["remarks"]:
        console.print(f"[bold]note[/] {escape(remark)}")
    if any(counts_against(finding, header["configuration"]["fail_on"]) for finding in open_):
        entries = f"kraken-conformance waive --from {result.evidence.parent}"
        console.print(f"  to let known ones through: {escape(entries)}", style="dim")
    for file in files:
        console.print(f"  {escape(str(file))}", style="dim")


def _success(console: Console, events: Sequence[Event]) -> None:
    """Say how many mutations reached success, and which known values may help the others."""
    tried = successes(events)
    never = [name for name, succeeded in tried.items() if not succeeded]
    if not never or events[0]["configuration"]["dry_run"]:
        return
    named = ", ".join(never[:MOST_NAMED]) + (
        f" and {len(never) - MOST_NAMED} more" * (len(never) > MOST_NAMED)
    )
    console.print(f"  {len(never)} of {len(tried)} mutations never reached success: {escape(named)}")
    lacking = Counter(key for keys in events[-1]["lacking_pools"].values() for key in keys)
    if lacking:
        pools = ", ".join(f"{key} ({count})" for key, count in lacking.most_common(MOST_NAMED))
        console.print(f"    pools of a profile that may help: {escape(pools)}")


def _findings(
    console: Console,
    findings: list[Event],
    requirement_histories: Mapping[Key, RequirementHistory],
    began: str,
) -> None:
    from kraken_conformance.reports.run.requirement_history import history_words

    order = {"MUST": 0, "SHOULD": 1, "MAY": 2}
    shown = sorted(findings, key=lambda finding: (order[finding["level"]], finding["requirement"]))
    for finding in shown[:MOST_FINDINGS]:
        subject = finding["mutation"] or f"server {finding['server']}"
        flaky = " (flaky)" if finding["flaky"] else ""
        console.print(f"[bold]{finding['level']}[/] {finding['requirement']} on [bold]{subject}[/]{flaky}")
        console.print(f"  expected {escape(finding['expected'])}")
        console.print(f"  actual   {escape(finding['actual'])}")
        if history := requirement_histories.get((subject, finding["requirement"])):
            console.print(f"  {history_words(history, began)}")
        console.print(f"  {finding['replay']}", style="dim")
    if len(findings) > MOST_FINDINGS:
        console.print(f"and {len(findings) - MOST_FINDINGS} more findings: see the report")
    if findings:
        console.print()
