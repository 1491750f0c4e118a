"""Compares two forms of one request in turn, so often that chance cannot make the difference.

A server that answers at random separates n pairs with a probability of at most 2 / 4^n, whatever its share of
refusals. The order within a pair is random too: what alternates between two machines does not alternate with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from math import ceil, log
from random import Random

from kraken_conformance.checks._shared.answer_outcome import AnswerOutcome, outcome, outcomes_before
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.operations.rewriting import Rewriting
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.budget import Withheld
from kraken_conformance.spec import Contract
from kraken_conformance.target.view import TargetView

Send = Callable[[Case], Exchange]

REWRITINGS = frozenset(Rewriting)

RISK = 1e-4
"""The chance that a run against a server that answers at random reports a difference."""

COMPARISONS = 8
"""The most comparisons per mutation: four rewritings, and inputs without a token."""

REPETITIONS = 16
"""How often a request is sent again that may be answered in two ways: has it settled, or does it change?"""


class Compared(Enum):
    """What came of comparing two forms of a request."""

    DIFFERENT = "different"
    SAME = "the same"
    UNSTEADY = "unsteady"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """What came of a comparison, and for people how often or why."""

    compared: Compared
    note: str


def compares(requirement: str) -> bool:
    """Whether a violation of a requirement is a difference between two requests."""
    return requirement.startswith("equivalent.") or requirement == "auth.no-oracle"


def pairs_needed(contract: Contract) -> int:
    """Return how many pairs keep the risk of a whole run below `RISK`, if each of its comparisons is repeated."""
    return ceil(log(2 * COMPARISONS * len(contract.mutations) / RISK, 4))


def originals_differ(observation: Observation) -> bool:
    """Whether the same request, sent twice before this one, was executed with different outcomes."""
    before = observation.exchange.before
    if (
        observation.case.label not in REWRITINGS
        or len(before) < 2
        or before[0].case.key() != before[1].case.key()
    ):
        return False
    first, second = outcomes_before(observation)[:2]
    return first is not None and second is not None and first != second


class PairedComparison:
    """Sends pairs of requests. They execute what was executed before, and nothing else."""

    def __init__(self, sender: RequestPool, contract: Contract, stop: StopRequest) -> None:
        self._sender = sender
        self._stop = stop
        self._pairs = pairs_needed(contract)

    def compare(self, rewritten: Case, view: TargetView) -> ComparisonResult:
        """Compare a case with the first before it, until their answers overlap or every pair tells them apart.

        Where equal requests are answered differently, all is sent again while nothing else is in flight: another
        request may have changed what these are about. Where the difference that was seen does not come back,
        the answers to the first alone may be what changes.
        """
        original, rewritten = rewritten.before[0], replace(rewritten, before=(), takes=())
        found = self._compare(self._sender.send, original, rewritten, view)
        if found.compared is Compared.UNSTEADY:
            with self._sender.alone() as send:
                found = self._compare(send, original, rewritten, view)
        if found.compared is not Compared.SAME:
            return found
        changing = self.unsteady(original, view)
        return found if changing is None else ComparisonResult(Compared.UNSTEADY, changing)

    def _compare(self, send: Send, original: Case, rewritten: Case, view: TargetView) -> ComparisonResult:
        order = Random(rewritten.key())
        seen: dict[bool, set[AnswerOutcome]] = {True: set(), False: set()}
        for pair in range(self._pairs):
            for is_original in order.sample([True, False], 2):
                found = self._outcome(send, original if is_original else rewritten, view)
                if found is None:
                    return ComparisonResult(Compared.UNKNOWN, f"no answer to compare after {pair} pairs")
                seen[is_original].add(found)
            for found_outcomes in seen.values():
                if len(found_outcomes) > 1:
                    return ComparisonResult(Compared.UNSTEADY, _differing(found_outcomes))
            if seen[True] == seen[False]:
                return ComparisonResult(Compared.SAME, f"no difference in pair {pair + 1}")
        return ComparisonResult(
            Compared.DIFFERENT, f"{self._pairs} of {self._pairs} pairs, in turn with the original"
        )

    def unsteady(self, original: Case, view: TargetView) -> str | None:
        """Return in words how answers to equal requests keep changing, None where they have settled.

        Nothing else is in flight meanwhile: another request may change what these are about.
        """
        seen: set[AnswerOutcome] = set()
        with self._sender.alone() as send:
            for _ in range(REPETITIONS):
                found = self._outcome(send, original, view)
                if found is None:
                    return None
                seen.add(found)
                if len(seen) > 1:
                    return _differing(seen)
        return None

    def _outcome(self, send: Send, case: Case, view: TargetView) -> AnswerOutcome | None:
        if self._stop.requested:
            return None
        try:
            return outcome(Observation(send(case), view))
        except Withheld:
            return None


def _differing(outcomes: set[AnswerOutcome]) -> str:
    return f"equal requests were answered {' and '.join(sorted(map(str, outcomes)))}"
