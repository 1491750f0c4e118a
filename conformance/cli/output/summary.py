"""What a run prints at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import TextWrapper
from typing import TYPE_CHECKING, cast

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from kraken_conformance.cli.output.console import Output
from kraken_conformance.events import (
    Event,
    FindingEvent,
    FooterEvent,
    HelpFacts,
    OutcomeEvent,
    ServerProfile,
    findings_of,
    header_of,
    outcomes_of,
    subject_of,
)
from kraken_conformance.judging.evidence_groups import named
from kraken_conformance.judging.mutation_evidence import EvidenceKind, rarely_succeeded
from kraken_conformance.judging.verdict import FailOn, Verdict, counts_against
from kraken_conformance.reports.text.path_words import place_words
from kraken_conformance.reports.text.safe_text import shortened
from kraken_conformance.runner.session import RunResult

if TYPE_CHECKING:
    from kraken_conformance.reports.run.requirement_history import Key, RequirementHistory

MOST_FINDINGS = 10
MOST_REASONS = 8
MOST_NAMED = 5
MOST_SHOWN = 1000
"""Characters of what was expected, or came, that are printed; the report has the rest."""

INDENT = 11
NARROWEST = 20
LEVELS = ("MUST", "SHOULD", "MAY")

STYLE = {
    Verdict.CONFORMANT: "bold green",
    Verdict.NON_CONFORMANT: "bold red",
    Verdict.INCONCLUSIVE: "bold yellow",
}


def print_summary(
    result: RunResult,
    files: Sequence[Path],
    requirement_histories: Mapping[Key, RequirementHistory] | None,
) -> None:
    """Print the findings by requirement, what helps, the files, and at the end the verdict with its scope.

    With `requirement_histories`, each finding says how its promise fared in the runs before.
    """
    console = Output(soft_wrap=True, highlight=False)
    header, footer = header_of(result.events), cast(FooterEvent, result.events[-1])
    fail_on = header["configuration"]["fail_on"]
    _findings(console, result.events, fail_on, requirement_histories or {})
    _success(console, result.events, footer["helps"])
    for remark in footer["waiver_remarks"]:
        console.print(f"[bold]waiver[/] {escape(remark)}")
    for remark in footer["remarks"]:
        console.print(f"[bold]note[/] {escape(remark)}")
    _http_profiles(console, footer.get("http_profiles", ()))
    if footer["counts"]["failures"]:
        entries = f"kraken-conformance waive --from {result.evidence.parent}"
        console.print(f"  to let known ones through: {escape(entries)}", style="dim")
    page = next((file for file in files if file.suffix == ".html"), None)
    for file in files:
        if file != page:
            console.print(f"  {escape(str(file))}", style="dim")
    _verdict(console, result)
    if page is not None:
        console.print(f"  see {escape(str(page))}")


def _verdict(console: Console, result: RunResult) -> None:
    header, footer = header_of(result.events), cast(FooterEvent, result.events[-1])
    counts, scope = footer["counts"], footer["scope"]
    console.print(Text(result.judged.verdict.upper(), style=STYLE[result.judged.verdict]), end="")
    console.print(
        f", {scope['words']}: {_counted(counts['failures'], 'failure')}, {_counted(counts['warnings'], 'warning')}, "
        f"{counts['cases']} cases, {counts['requests']} requests in {footer['duration_s']} s (seed {header['seed']})"
    )
    for reason in result.judged.reasons[:MOST_REASONS]:
        console.print(f"  {escape(reason)}")
    left = len(result.judged.reasons) - MOST_REASONS
    if left > 0:
        console.print(f"  and {left} more: see the report")
    if footer["interrupted"]:
        selected = len(header["configuration"]["mutations"])
        console.print(
            f"  stopped: {counts['mutations']} of {selected} mutations were tested. Go on: "
            f"{escape(result.resume_command)}"
        )


def _http_profiles(console: Console, profiles: Sequence[ServerProfile]) -> None:
    """Say how many audits of each edition of GraphQL over HTTP pass, where more than one was asked for."""
    for server in dict.fromkeys(one["server"] for one in profiles):
        own = [one for one in profiles if one["server"] == server]
        shares = ", ".join(
            f"{one['profile']} {one['passed']} of {one['passed'] + len(one['failed'])}" for one in own
        )
        held = next((one["profile"] for one in own if one["held"]), None)
        if len(own) > 1:
            console.print(
                f"  GraphQL over HTTP, server {server}: {shares} audits pass; held to {held}", style="dim"
            )


def _success(console: Console, events: Sequence[Event], helps: Sequence[HelpFacts]) -> None:
    """Say what helps mutations that never succeeded, and which succeeded with few of their valid inputs alone."""
    outcomes = [event for event in outcomes_of(events) if event["mutation"] is not None]
    excluded: dict[str, list[str]] = {}
    for event in outcomes:
        if event["evidence"]["kind"] == EvidenceKind.EXCLUDED:
            excluded.setdefault(event["evidence"]["reason"], []).append(subject_of(event))
    for reason, names in excluded.items():
        console.print(f"  left out: {escape(named(names))}: {escape(reason)}")
    if rare := rarely_succeeded(outcomes):
        shown = [f"{one['mutation']} ({_share_words(one)})" for one in rare]
        console.print(f"  succeeded with few of the valid inputs: {escape(named(shown))}")
    for one in helps[:MOST_NAMED]:
        console.print(
            f"  {_counted(len(one['mutations']), 'mutation')} never succeeded: {escape(one['do'])} "
            f"({escape(named(one['mutations']))})"
        )
    left = len(helps) - MOST_NAMED
    if left > 0:
        console.print(f"  and {left} more reasons: see the report")


def _share_words(outcome: OutcomeEvent) -> str:
    return f"{outcome['valid']['succeeded']} of {outcome['valid']['sent']}"


def _findings(
    console: Console,
    events: Sequence[Event],
    fail_on: FailOn,
    requirement_histories: Mapping[Key, RequirementHistory],
) -> None:
    """Print a block for each requirement that was violated, those that decide the verdict first."""
    from kraken_conformance.reports.run.requirement_history import history_words

    groups: dict[tuple[bool, int, str], list[FindingEvent]] = {}
    for finding in findings_of(events):
        if not finding.get("waived"):
            key = (
                not counts_against(finding, fail_on),
                LEVELS.index(finding["level"]),
                finding["requirement"],
            )
            groups.setdefault(key, []).append(finding)
    ordered = sorted(groups.items(), key=lambda item: (*item[0][:2], -len(item[1]), item[0][2]))
    for (advisory, _, requirement), findings in ordered[:MOST_FINDINGS]:
        first = findings[0]
        subjects = list(dict.fromkeys(subject_of(one) for one in findings))
        where = (
            f"[bold]{subjects[0]}[/]"
            if len(subjects) == 1
            else f"{_subjects(findings)}, for example [bold]{subjects[0]}[/]"
        )
        kind = "warning" if advisory else "failure"
        flaky = " (flaky)" if all(one["flaky"] for one in findings) else ""
        console.print(f"{kind} [bold]{first['level']}[/] {requirement} on {where}{flaky}")
        _field(console, "at", place_words(first.get("path", ())))
        _field(console, "expected", first["expected"])
        _field(console, "actual", first["actual"])
        _field(console, "request", f"{first.get('label') or 'as usual'} ({first['probe']})")
        if history := requirement_histories.get((subjects[0], requirement)):
            console.print(f"  {history_words(history, header_of(events)['started_at'])}")
        console.print(f"  {escape(first['replay'] or '')}", style="dim")
    if len(ordered) > MOST_FINDINGS:
        console.print(f"and {len(ordered) - MOST_FINDINGS} more requirements: see the report")
    if ordered:
        console.print()


def _field(console: Console, name: str, text: str) -> None:
    """Print a line of a block. At a terminal, what does not fit goes on below its own beginning."""
    lines = shortened(text, MOST_SHOWN).splitlines() or [""]
    if console.is_terminal:
        fit = TextWrapper(
            max(console.width - INDENT, NARROWEST),
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        lines = [part for line in lines for part in fit.wrap(line) or [""]]
    for number, line in enumerate(lines):
        console.print(f"  {name if number == 0 else '':<{INDENT - 3}} {escape(line)}")


def _subjects(findings: Sequence[FindingEvent]) -> str:
    mutations = len({one["mutation"] for one in findings if one["mutation"]})
    servers = len({one["server"] for one in findings if not one["mutation"]})
    counted = [_counted(mutations, "mutation")] * bool(mutations) + [_counted(servers, "server")] * bool(
        servers
    )
    return " and ".join(counted)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
