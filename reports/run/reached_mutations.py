"""Which mutations reached success, and what the others lacked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kraken_conformance.reports.run.run import ReportedSubject, Run
from kraken_conformance.reports.text.safe_text import counted

MOST_ANSWERS = 3
"""How many error codes of a mutation without success are shown."""

MOST_POOLS = 5
"""How many keys of pools are shown that may help."""


def reached(run: Run) -> list[ReportedSubject]:
    """Return the selected mutations that reached success at least once."""
    return [subject for subject in run.mutations if subject.selected and subject.succeeded]


def short_of(run: Run) -> list[ReportedSubject]:
    """Return the selected mutations that never reached success, those first that a pool may help."""
    never = [subject for subject in run.mutations if subject.selected and not subject.succeeded]
    return sorted(never, key=lambda subject: not subject.lacking_pools)


def answers(subject: ReportedSubject) -> list[tuple[str, int]]:
    """Return the most frequent error codes of a mutation, with how often they came."""
    return sorted(subject.observed.items(), key=lambda item: (-item[1], item[0]))[:MOST_ANSWERS]


def success_words(run: Run) -> str:
    """Return in a sentence how many mutations reached success: `97 of 101 mutations reached success …`."""
    mutations = len(reached(run)) + len(short_of(run))
    return f"{len(reached(run))} of {counted(mutations, 'mutation')} reached success at least once"


def pool_words(lacking: Iterable[Iterable[str]]) -> str:
    """Return the keys of pools that may help most, with the number of mutations; empty where none may."""
    counts = Counter(key for keys in lacking for key in keys)
    named = [f"{key} ({count})" for key, count in counts.most_common(MOST_POOLS)]
    more = len(counts) - MOST_POOLS
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def messages(run: Run) -> Mapping[str, str]:
    """Return the messages of the error codes that the contract knows."""
    return {code.code: code.message for code in run.codes}
