"""Which mutations reached success, and what the others lacked."""

from collections.abc import Mapping

from kraken_conformance.reports.run.run import ReportedSubject, Run
from kraken_conformance.reports.text.safe_text import counted

MOST_ANSWERS = 3
"""How many error codes of a mutation without success are shown."""

MOST_HELPS = 5
MOST_SHARES = 3

MOST_POOLS = 5
"""How many keys of pools are shown that may help."""


def reached(run: Run) -> list[ReportedSubject]:
    """Return the selected mutations that reached success at least once."""
    return [subject for subject in run.mutations if subject.selected and subject.succeeded]


def short_of(run: Run) -> list[ReportedSubject]:
    """Return the selected mutations that never reached success, those first that a pool may help.

    Those that were left out are none of them.
    """
    never = [
        subject
        for subject in run.mutations
        if subject.selected
        and not subject.succeeded
        and not (subject.evidence is not None and subject.evidence.kind == "excluded")
    ]
    return sorted(never, key=lambda subject: not subject.lacking_pools)


def answers(subject: ReportedSubject) -> list[tuple[str, int]]:
    """Return the most frequent error codes of a mutation, with how often they came."""
    return sorted(subject.observed.items(), key=lambda item: (-item[1], item[0]))[:MOST_ANSWERS]


def success_words(run: Run) -> str:
    """Return in a sentence how many mutations reached success: `97 of 101 mutations reached success …`."""
    mutations = len(reached(run)) + len(short_of(run))
    return f"{len(reached(run))} of {counted(mutations, 'mutation')} reached success at least once"


def help_words(run: Run) -> str:
    """Return what may bring mutations to success, the most helpful first; empty where nothing is known."""
    shown = [f"{one.do} ({counted(len(one.mutations), 'mutation')})" for one in run.helps[:MOST_HELPS]]
    more = len(run.helps) - MOST_HELPS
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")


def share_words(run: Run) -> str:
    """Return how many valid inputs succeeded on the mutations with the lowest share; empty where all did."""
    tried = [
        (subject.evidence, subject.name)
        for subject in run.mutations
        if subject.evidence is not None
        and subject.evidence.kind == "succeeded"
        and subject.evidence.valid_sent
    ]
    if not tried:
        return ""
    tried.sort(key=lambda one: one[0].valid_succeeded / one[0].valid_sent)
    lowest = ", ".join(f"{name} {evidence.share}" for evidence, name in tried[:MOST_SHARES])
    sent = sum(evidence.valid_sent for evidence, _ in tried)
    succeeded = sum(evidence.valid_succeeded for evidence, _ in tried)
    return f"{succeeded:,} of {sent:,} succeeded; lowest: {lowest}"


def messages(run: Run) -> Mapping[str, str]:
    """Return the messages of the error codes that the contract knows."""
    return {code.code: code.message for code in run.codes}
