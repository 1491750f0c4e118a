"""`annotations.txt`: workflow commands that a GitHub job prints to mark a run.

GitHub shows ten errors and ten warnings a step, so there is one annotation a requirement, not one a finding.
"""

from kraken_conformance.reports.formats.phrases import (
    by_requirement,
    explain_command,
    finding_words,
    headline,
)
from kraken_conformance.reports.run.run import Finding, Run
from kraken_conformance.reports.text.path_words import place_words
from kraken_conformance.reports.text.safe_text import counted, one_line

MOST = 10
"""Annotations of one kind that GitHub shows for a step."""

NAMED = 5
"""Mutations named in one annotation."""


def render(run: Run) -> str:
    """Return the commands, one a line, the verdict first."""
    kind = {"conformant": "notice", "non-conformant": "error", "inconclusive": "warning"}[run.verdict]
    text = " ".join([f"{finding_words(run)}. {headline(run)}", *run.reasons])
    lines = [command(kind, f"Conformance: {run.verdict_words}", text)]
    lines += [command("warning", "Incomplete evidence", problem) for problem in run.problems[:3]]
    deciding = by_requirement(finding for finding in run.failures if finding.decides)
    others = by_requirement(finding for finding in run.findings if not finding.decides and not finding.waiver)
    lines += [_annotation("error", id_, findings) for id_, findings in deciding[: MOST - 1]]
    lines += [_annotation("warning", id_, findings) for id_, findings in others[: MOST - 4]]
    return "\n".join(lines) + "\n"


def _annotation(kind: str, requirement: str, findings: list[Finding]) -> str:
    first = findings[0]
    subjects = list(dict.fromkeys(finding.subject for finding in findings))
    named = ", ".join(subjects[:NAMED]) + (
        f" and {len(subjects) - NAMED} more" if len(subjects) > NAMED else ""
    )
    flaky = ", flaky" if all(finding.flaky for finding in findings) else ""
    replay = f"\n{one_line(first.replay, 300)}" if first.replay else ""
    message = (
        f"{named}\nat: {place_words(first.path)}\nexpected: {one_line(first.expected, 300)}\n"
        f"actual: {one_line(first.actual, 300)}\n"
        f"{explain_command(requirement)}{replay}"
    )
    return command(kind, f"{first.level} {requirement} ({counted(len(findings), 'finding')}{flaky})", message)


def command(kind: str, title: str, message: str) -> str:
    """Return a workflow command, escaped as the runner of GitHub unescapes it."""
    data = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    name = one_line(title).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} title={name}::{data}"
