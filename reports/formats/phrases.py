"""Says in words what came out of a run: the sentences that several formats share."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from statistics import median
from typing import Any

from kraken_conformance.reports.run.confidence import failure_bound, percent
from kraken_conformance.reports.run.run import Finding, ReportedRequirement, Run
from kraken_conformance.reports.text.safe_text import counted

VERDICTS = {
    "conformant": "The target keeps every promise that was tested.",
    "non-conformant": "The target breaks promises of the contract.",
    "inconclusive": "No promise was seen to be broken for certain, but not everything could be tested.",
}


def finding_words(run: Run) -> str:
    """Return how many findings there are, by what they weigh: `0 failures, 112 warnings, 1 waived`."""
    counts = run.counts
    parts = [counted(counts["failures"], "failure"), counted(counts["warnings"], "warning")]
    return ", ".join([*parts, f"{counts['waived']:,} waived"] if counts["waived"] else parts)


def headline(run: Run) -> str:
    """Return the verdict with its figures, in at most three sentences."""
    sentences = [_broken(run.failures, len(run.mutations)) if run.failures else VERDICTS[run.verdict]]
    deciding = sum(finding.decides for finding in run.failures)
    if deciding < len(run.failures):
        sentences.append(
            f"{deciding or 'None'} of them {'decides' if deciding < 2 else 'decide'} the verdict."
        )
    return " ".join(sentences)


def _broken(failures: Sequence[Finding], all_mutations: int) -> str:
    requirements = len({finding.requirement for finding in failures})
    mutations = len({finding.mutation for finding in failures if finding.mutation})
    servers = len({finding.server for finding in failures if not finding.mutation})
    where = [f"{mutations:,} of {counted(all_mutations, 'mutation')}"] if mutations else []
    where += [f"{counted(servers, 'server')} as a whole"] if servers else []
    verb = "breaks" if len(failures) == 1 else "break"
    broken = f"{counted(len(failures), 'finding')} {verb} {counted(requirements, 'requirement')}"
    return f"{broken}, on {' and '.join(where)}."


def sureness(run: Run) -> str:
    """Say in words how sure the requirements without a failure are to be kept."""
    judged = [
        summary.judged
        for summary in run.requirements
        if _speaks_of_rates(summary.requirement) and summary.judged and not summary.failed
    ]
    if not judged:
        return "nothing was judged without a failure"
    typical = int(median(judged))
    return (
        f"{counted(len(judged), 'requirement')} without a failure, judged {min(judged):,} to {max(judged):,} times "
        f"each: with 95 % confidence the true failure rate is below about 3/n, which is "
        f"{percent(failure_bound(typical))} for the median of {typical:,} times"
    )


def _speaks_of_rates(requirement: ReportedRequirement) -> bool:
    """Whether exchanges are drawn for a requirement, and it counts: the audits are sent once each."""
    return requirement.sampled and requirement.decides


def by_requirement(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Return findings under their requirements, in the order in which they come."""
    return [(id_, list(group)) for id_, group in groupby(findings, key=lambda finding: finding.requirement)]


def over_the_runs(run: Run) -> str:
    """Return how the findings stand to the runs before: `1 new, 2 from before`; empty where no history was given."""
    past = [run.history_of(finding) for finding in (*run.failures, *run.flaky)]
    known = [history for history in past if history is not None]
    counts = {
        "comes and goes": sum(history.comes_and_goes for history in known),
        "new": sum(history.first == run.started_at and not history.comes_and_goes for history in known),
    }
    counts["from before"] = len(known) - sum(counts.values())
    phrase = ", ".join(
        f"{counts[kind]} {kind}" for kind in ("new", "from before", "comes and goes") if counts[kind]
    )
    return phrase.replace("comes and goes", "that come and go") if counts["comes and goes"] != 1 else phrase


def not_tested(run: Run) -> list[str]:
    """Return what was not tested and why, the most frequent reason first."""
    lines: dict[str, list[str]] = {}
    for subject in run.subjects:
        for reason in subject.reasons:
            lines.setdefault(reason, []).append(subject.name)
    sentences = [
        f"{reason} ({names[0] if len(names) == 1 else counted(len(names), 'mutation')})"
        for reason, names in sorted(lines.items(), key=lambda line: -len(line[1]))
    ]
    never = [summary.requirement.id for summary in run.requirements if summary.outcome == "not exercised"]
    if never:
        named = ", ".join(never[:8]) + (f" and {len(never) - 8} more" if len(never) > 8 else "")
        sentences.append(f"{counted(len(never), 'requirement')} never came up: {named}")
    return sentences


def outcome_words(run: Run) -> str:
    """Return the outcomes of the mutations in one line: `31 failed, 7 blocked, …`."""
    warned = {finding.mutation for finding in run.findings if not finding.decides and not finding.waiver}
    with_warnings = sum(
        subject.outcome == "passed" and subject.mutation in warned for subject in run.mutations
    )
    notes = {"passed": f" ({with_warnings} with warnings)" if with_warnings else ""}
    return ", ".join(
        f"{count} {outcome}{notes.get(outcome, '')}" for outcome, count in run.outcomes().items() if count
    )


def explain_command(requirement: str) -> str:
    """Return the command that explains a requirement."""
    return f"kraken-conformance explain {requirement}"


def waiver_words(waiver: Mapping[str, Any]) -> str:
    """Return a waiver of the configuration in one line: `error.path on selfReading, until 2026-12-31: reason`."""
    subject = waiver.get("mutation") or f"server {waiver.get('server')}"
    narrowed = "".join(f", {waiver[key]}" for key in ("path", "finding") if waiver.get(key))
    return f"{waiver.get('requirement')} on {subject}{narrowed}, until {waiver.get('expires')}: {waiver.get('reason')}"
