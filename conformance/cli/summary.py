"""What a run says on the terminal when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from kraken_conformance.runner.session import RunResult
from kraken_conformance.runner.verdict import Event, Verdict, counts_against

MOST_FINDINGS = 10
MOST_REASONS = 8
STYLE = {
    Verdict.CONFORMANT: "bold green",
    Verdict.NON_CONFORMANT: "bold red",
    Verdict.INCONCLUSIVE: "bold yellow",
}


def print_summary(result: RunResult, files: Sequence[Path]) -> None:
    """Print the findings, then the verdict with its reasons, then where to read more."""
    console = Console(soft_wrap=True, highlight=False)
    header, footer = result.events[0], result.events[-1]
    findings = [event for event in result.events if event["type"] == "finding"]
    open_ = [finding for finding in findings if not finding.get("waived")]
    _findings(console, open_)
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
        told = "1 finding is waived and has" if waived == 1 else f"{waived} findings are waived and have"
        console.print(f"  {told} no part in the verdict")
    for remark in footer["waiver_remarks"]:
        console.print(f"[bold]waiver[/] {escape(remark)}")
    for remark in footer["remarks"]:
        console.print(f"[bold]note[/] {escape(remark)}")
    if any(counts_against(finding, header["configuration"]["fail_on"]) for finding in open_):
        entries = f"kraken-conformance waive --from {result.evidence.parent}"
        console.print(f"  to let known ones through: {escape(entries)}", style="dim")
    for file in files:
        console.print(f"  {escape(str(file))}", style="dim")


def _findings(console: Console, findings: list[Event]) -> None:
    order = {"MUST": 0, "SHOULD": 1, "MAY": 2}
    shown = sorted(findings, key=lambda finding: (order[finding["level"]], finding["requirement"]))
    for finding in shown[:MOST_FINDINGS]:
        subject = finding["mutation"] or f"server {finding['server']}"
        flaky = " (flaky)" if finding["flaky"] else ""
        console.print(f"[bold]{finding['level']}[/] {finding['requirement']} on [bold]{subject}[/]{flaky}")
        console.print(f"  expected {escape(finding['expected'])}")
        console.print(f"  actual   {escape(finding['actual'])}")
        console.print(f"  {finding['replay']}", style="dim")
    if len(findings) > MOST_FINDINGS:
        console.print(f"and {len(findings) - MOST_FINDINGS} more findings: see the report")
    if findings:
        console.print()
