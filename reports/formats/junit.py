"""`junit.xml`: a test suite a mutation (and a server), a test case a requirement.

Only what decides the verdict is a `<failure>`. A violation that does not (a SHOULD, a waived one)
is `<skipped>` and says so, and so is what was blocked or not exercised: skipped is never passed.
"""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from kraken_conformance.reports.formats.phrases import explain_command
from kraken_conformance.reports.run.run import (
    Finding,
    ReportedEvidence,
    ReportedSubject,
    RequirementTally,
    Run,
)
from kraken_conformance.reports.text.path_words import place_words
from kraken_conformance.reports.text.safe_text import one_line, shortened

LONGEST_TEXT = 4_000
"""Characters of a request or response in a failure; the readers of JUnit show them all at once."""

MOST_SHOWN = 3
"""How many findings of one test case are shown in full."""


def render(run: Run) -> str:
    """Return the document, with its XML declaration."""
    root = ElementTree.Element(
        "testsuites",
        name=f"kraken-conformance {run.contract_name} {run.contract_version}: {run.verdict_words}",
    )
    findings: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in run.findings:
        findings.setdefault((finding.server, finding.mutation), []).append(finding)
    for subject in filter(_was_selected, run.subjects):
        _suite(root, run, subject, findings.get((subject.server, subject.mutation), []))
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    root.set("time", f"{run.duration:.3f}")
    if run.partial:
        _incomplete(root, run)
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _was_selected(subject: ReportedSubject) -> bool:
    return subject.selected or subject.mutation is None


def _suite(
    root: ElementTree.Element, run: Run, subject: ReportedSubject, findings: Sequence[Finding]
) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=subject.name, timestamp=run.started_at.rstrip("Z"))
    suite.set("time", f"{subject.duration:.3f}")
    tallies: dict[str, RequirementTally] = dict(subject.requirements)
    for finding in findings:
        tallies.setdefault(finding.requirement, RequirementTally("failed", finding.seen, finding.seen))
    classname = f"{run.contract_name}.{subject.server}.{subject.mutation or 'server'}"
    for id_, tally in tallies.items():
        case = ElementTree.SubElement(suite, "testcase", classname=classname, name=id_)
        own = [finding for finding in findings if finding.requirement == id_]
        _judge(case, tally, own, subject.reasons)
    if subject.evidence is not None:
        _works(ElementTree.SubElement(suite, "testcase", classname=classname, name="works"), subject.evidence)
    if not tallies:
        case = ElementTree.SubElement(suite, "testcase", classname=classname, name=subject.outcome)
        _skip(case, f"{subject.outcome}: {'; '.join(subject.reasons) or 'nothing was tested'}")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))


def _judge(
    case: ElementTree.Element, tally: RequirementTally, findings: Sequence[Finding], reasons: Sequence[str]
) -> None:
    deciding = [finding for finding in findings if finding.decides]
    if deciding:
        first = deciding[0]
        failure = ElementTree.SubElement(case, "failure", type=f"{first.level} {first.requirement}")
        failure.set("message", one_line(f"expected {first.expected}; got {first.actual}", 500))
        failure.text = "\n\n".join(finding_text(finding) for finding in deciding[:MOST_SHOWN])
        if len(deciding) > MOST_SHOWN:
            failure.text += f"\n\nand {len(deciding) - MOST_SHOWN} more findings, see report.html"
    elif findings:
        first = findings[0]
        _skip(
            case,
            one_line(f"broken, but {_why_not(first)}: expected {first.expected}; got {first.actual}", 500),
        )
    elif tally.outcome == "failed":
        _skip(
            case,
            f"broken in {tally.failed} of {tally.judged} exchanges; no finding decides the verdict",
        )
    elif tally.outcome == "blocked":
        _skip(case, f"blocked: {'; '.join(reasons) or 'no reason was given'}")
    elif tally.outcome == "not exercised":
        _skip(case, "not exercised: nothing came up that the requirement speaks of")


def _works(case: ElementTree.Element, evidence: ReportedEvidence) -> None:
    """Say whether the mutation succeeded at all; what did not is skipped, and never passed."""
    if evidence.kind == "succeeded":
        return
    excused = f", as expected ({evidence.excuse})" if evidence.excuse else ""
    _skip(case, one_line(f"{evidence.kind}{excused}: {evidence.reason}", 500))


def _why_not(finding: Finding) -> str:
    if finding.waiver:
        return f"waived until {finding.waiver.expires or 'further notice'} ({finding.waiver.reason})"
    return f"a {finding.level} that does not decide the verdict"


def _skip(case: ElementTree.Element, message: str) -> None:
    ElementTree.SubElement(case, "skipped", message=message)


def _incomplete(root: ElementTree.Element, run: Run) -> None:
    suite = ElementTree.SubElement(
        root, "testsuite", name="evidence", tests="1", failures="0", errors="1", skipped="0"
    )
    case = ElementTree.SubElement(
        suite, "testcase", classname="kraken-conformance", name="evidence is complete"
    )
    error = ElementTree.SubElement(case, "error", type="partial", message=one_line(run.problems[0], 500))
    error.text = "\n".join(run.problems)
    for key in ("tests", "errors"):
        root.set(key, str(int(root.get(key, "0")) + 1))


def finding_text(finding: Finding) -> str:
    """Return a finding as text: what was expected, what came, how to see it again."""
    lines: Mapping[str, str] = {
        "Finding": f"{finding.id} ({finding.probe}, seen {finding.seen}, confirmed {finding.confirmed or '-'})",
        "Place": place_words(finding.path),
        "Expected": finding.expected,
        "Actual": finding.actual,
        "Explain": explain_command(finding.requirement),
        "Replay": finding.replay or "-",
        "Curl": finding.curl or "-",
    }
    text = "\n".join(f"{name + ':':<10}{shortened(line, LONGEST_TEXT)}" for name, line in lines.items())
    if finding.response:
        text += f"\nResponse: {finding.response.first}\n{shortened(finding.response.body, LONGEST_TEXT)}"
    return text
