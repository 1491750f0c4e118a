"""`summary.md`: the run on one page, for a job summary or a comment on a merge request.

Hosts cut comments at about 65,000 characters; this stays well below, the failures first.
"""

import re

from kraken_conformance.reports.formats.phrases import (
    by_requirement,
    explain_command,
    finding_words,
    headline,
    not_tested,
    outcome_words,
    over_the_runs,
    sureness,
)
from kraken_conformance.reports.run.reached_mutations import (
    MOST_POOLS,
    answers,
    help_words,
    share_words,
    short_of,
    success_words,
)
from kraken_conformance.reports.run.requirement_history import history_words
from kraken_conformance.reports.run.run import Finding, ReportedSubject, Run
from kraken_conformance.reports.text.path_words import place_words
from kraken_conformance.reports.text.safe_text import counted, one_line

PART_MARK = "☑️"
"""Conformant, but not for the whole contract, or with something let through."""

MARKS = {"conformant": "✅", "non-conformant": "❌", "inconclusive": "⚠️"}

ROOM_FOR_FAILURES = 40_000
"""Characters that the failures may take."""

MOST_FINDINGS = 10
"""How many findings of one requirement are listed."""

MOST_WITHOUT = 60
"""How many mutations without success are listed."""

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$@<>&])")
"""Characters that mean something to Markdown, to HTML in it, or (`@`) to the hosts that render it."""


def render(run: Run) -> str:
    """Return the page."""
    lines = [
        f"## {MARKS[run.verdict] if run.verdict != 'conformant' or run.is_green else PART_MARK} "
        f"{escaped(run.verdict_words.capitalize())}: {escaped(f'{run.contract_name} {run.contract_version}')}",
        "",
        escaped(headline(run)),
        "",
    ]
    lines += [f"> **Incomplete evidence:** {escaped(problem)}" for problem in run.problems]
    lines += [f"> {escaped(reason)}" for reason in run.reasons[:20]]
    lines += ["", *_facts(run), *_failures(run), *_list("Flaky", run.flaky), *_list("Waived", run.waived)]
    lines += _without_success(run)
    untested = not_tested(run)
    if untested:
        lines += ["", "### Not tested", "", *(f"- {escaped(line)}" for line in untested[:20])]
        lines += [f"- and {len(untested) - 20} more"] * (len(untested) > 20)
    return "\n".join([*lines, "", "Run it again:", "", f"{code(run.command)}", ""])


def _facts(run: Run) -> list[str]:
    facts = {
        "Target": code(str(run.target.get("url", ""))),
        "Mutations": outcome_words(run),
        "Findings": finding_words(run),
        "Success": success_words(run),
        **({"Valid inputs": share_words(run)} if share_words(run) else {}),
        **({"Findings over the runs": over_the_runs(run)} if over_the_runs(run) else {}),
        **({"GraphQL over HTTP": "; ".join(run.http_words)} if run.http_words else {}),
        "Requests": f"{run.counts['requests']:,} in {run.duration:,.1f} s",
        "How sure": sureness(run),
        "Tool": f"{run.tool.get('name', '')} {run.tool.get('version', '')}, seed {run.seed}",
    }
    return [
        "| | |",
        "| --- | --- |",
        *(f"| {name} | {fact if name == 'Target' else escaped(fact)} |" for name, fact in facts.items()),
    ]


def _failures(run: Run) -> list[str]:
    groups = by_requirement(run.failures)
    texts = {summary.requirement.id: summary.requirement.text for summary in run.requirements}
    lines = ["", "### To fix", ""] if groups else []
    for place, (id_, findings) in enumerate(groups):
        block = _block(run, id_, findings, texts.get(id_, ""))
        if len("\n".join([*lines, *block])) > ROOM_FOR_FAILURES:
            lines.append(f"and {len(groups) - place} more requirements: see report.html")
            break
        lines += block
    return lines


def _block(run: Run, id_: str, findings: list[Finding], text: str) -> list[str]:
    title = f"<b>{findings[0].level}</b> {code(id_)} in {counted(len(findings), 'place')}: {in_html(text)}"
    return [
        f"<details><summary>{title}</summary>",
        "",
        *_table(run, findings),
        "",
        code(explain_command(id_)),
        "",
        "</details>",
        "",
    ]


def _table(run: Run, findings: list[Finding]) -> list[str]:
    rows = [
        f"| {code(finding.subject)}<br>{code(place_words(finding.path, 120))} "
        f"| {escaped(one_line(finding.expected, 120))} | {escaped(one_line(finding.actual, 120))} "
        f"| {code(finding.id)} |{_past(run, finding)}"
        for finding in findings[:MOST_FINDINGS]
    ]
    cells = [
        "Where",
        "Expected",
        "Actual",
        "Finding",
        *(["Over the runs"] if run.requirement_histories else []),
    ]
    more = f"| and {len(findings) - MOST_FINDINGS} more {'| ' * len(cells)}".rstrip()
    rows += [more] * (len(findings) > MOST_FINDINGS)
    return [f"| {' | '.join(cells)} |", "| --- " * len(cells) + "|", *rows]


def _past(run: Run, finding: Finding) -> str:
    history = run.history_of(finding)
    return f" {escaped(history_words(history, run.started_at))} |" if history else ""


def _without_success(run: Run) -> list[str]:
    never = short_of(run)
    if not never:
        return []
    rows = [
        f"| {code(subject.name)} | {escaped(_why(subject))} "
        f"| {', '.join(code(key) for key in subject.lacking_pools[:MOST_POOLS])} |"
        for subject in never[:MOST_WITHOUT]
    ]
    rows += [f"| and {len(never) - MOST_WITHOUT} more | | |"] * (len(never) > MOST_WITHOUT)
    helping = help_words(run)
    return [
        "",
        "### Never reached success",
        "",
        f"<details><summary>{counted(len(never), 'mutation')}"
        + (f"; what helps: {in_html(helping)}" if helping else "")
        + "</summary>",
        "",
        "| Mutation | Most frequent answers, or what was missing | Pools that may help |",
        "| --- | --- | --- |",
        *rows,
        "",
        "</details>",
    ]


def _why(subject: ReportedSubject) -> str:
    evidence = subject.evidence
    if evidence is not None and evidence.kind != "refused only":
        return f"{evidence.kind}: {one_line(evidence.reason, 160)}"
    most_frequent = ", ".join(f"{id_} ({counted(count, 'time')})" for id_, count in answers(subject))
    return most_frequent or one_line(subject.without_success, 160)


def _list(title: str, findings: tuple[Finding, ...]) -> list[str]:
    if not findings:
        return []
    return ["", f"### {title}", "", *(_item(finding) for finding in findings[: MOST_FINDINGS * 2])]


def _item(finding: Finding) -> str:
    note = (
        f"{finding.waiver.reason} (until {finding.waiver.expires or 'further notice'})"
        if finding.waiver
        else f"confirmed {finding.confirmed or 'never'}"
    )
    return f"- {code(finding.requirement)} in {code(finding.subject)}: {escaped(one_line(note))}"


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return (
        SPECIAL.sub(r"\\\1", one_line(text, 600))
        .replace("\\<", "&lt;")
        .replace("\\>", "&gt;")
        .replace("\\&", "&amp;")
    )


def code(text: str) -> str:
    """Return text as HTML code, which unlike backticks cannot be broken out of, and holds in tables."""
    return f"<code>{in_html(text)}</code>"


def in_html(text: str) -> str:
    """Return text for the inside of an HTML element, where hosts may or may not look for Markdown."""
    entities = (f"&#{ord(found)};" if found in "&<>|@`*_~[]" else found for found in one_line(text, 2_000))
    return "".join(entities)
