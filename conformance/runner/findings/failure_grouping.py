"""Groups the violations of a subject into findings-to-be: one for each thing there is to fix."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from graphql import FieldNode, GraphQLError, Visitor, parse, visit

from kraken_conformance.model.case import Case, Credentials
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.subject import Subject
from kraken_conformance.model.violation import MOST_PER_REQUIREMENT, Violation
from kraken_conformance.runner.findings.input_reduction import weight
from kraken_conformance.runner.findings.run_checks import CheckResult

MOST_REFUSALS = 6
"""At most this number of refusals in different words are kept apart; further ones count as one."""

FURTHER = "further words"

MOST_OTHERS = 10
"""At most this many further cases that show the same violation are kept."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What makes two violations the same finding: the requirement, the place without list positions, the topic."""

    requirement: str
    place: tuple[str, ...]
    topic: str

    @classmethod
    def of(cls, requirement: str, violation: Violation, case: Case) -> Signature:
        """Return the signature of a violation that a case showed. A field is the same under an alias."""
        names = {} if case.operation is None else _aliases(case.operation.document)
        place = tuple("*" if isinstance(step, int) else names.get(step, step) for step in violation.path)
        return cls(requirement, place, violation.topic)

    def id(self, subject: Subject) -> str:
        """Return 8 hexadecimal digits that stay the same from run to run."""
        text = json.dumps([subject.server, subject.mutation, self.requirement, self.place, self.topic])
        return sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Shown:
    """A case that showed a violation, and the probe that it is of; `fixed` cases are not drawn.

    `refusal` are the words with which the case was refused before execution, None where it was not. `oddity` says in
    how many ways beside its input the request is not the usual one, and so may suggest a cause that it is not,
    `beyond` how much of its input is beyond the simplest.
    """

    probe: str
    case: Case
    exchange: Exchange
    violation: Violation
    fixed: bool
    refusal: str | None = None
    oddity: int = 0
    beyond: int = 0

    @property
    def rank(self) -> tuple[bool, int, int, tuple[int, int]]:
        """The less, the better it tells what is wrong: a fixed case varies one thing alone, a usual one nothing."""
        return not self.fixed, self.oddity, self.beyond, size(self.case)


@dataclass(slots=True)
class Failure:
    """One thing there is to fix: the smallest case seen that shows it, and how often it was seen.

    `others` are further cases with steps before: of two that are sent at once, each may see what the other
    did, so that the smallest need not be one that shows the violation by itself. `unsteady` says how equal
    requests were answered, where that turned out to differ, so that nothing is known of the target.
    """

    signature: Signature
    best: Shown
    seen: int = 0
    others: list[Shown] = field(default_factory=list)
    unsteady: str | None = None
    by_refusal: dict[str | None, Shown] = field(default_factory=dict)
    counts: Counter[tuple[str | None, str]] = field(default_factory=Counter)

    @classmethod
    def first(cls, signature: Signature, shown: Shown) -> Failure:
        """Return the failure that one case shows."""
        failure = cls(signature, shown)
        failure._count(shown)
        return failure

    @property
    def probe(self) -> str:
        """The probe that shows it."""
        return self.best.probe

    @property
    def case(self) -> Case:
        """The case that shows it."""
        return self.best.case

    def add(self, shown: Shown) -> None:
        """Take another case that shows it into account."""
        self._count(shown)
        better = shown.rank < self.best.rank
        worse = self.best if better else shown
        self.best = shown if better else self.best
        if worse.case.before and len(self.others) < MOST_OTHERS:
            self.others.append(worse)

    def _count(self, shown: Shown) -> None:
        refusal = shown.refusal
        if refusal not in self.by_refusal and len(self.by_refusal) >= MOST_REFUSALS:
            refusal = FURTHER
        self.seen += 1
        self.counts[refusal, shown.probe] += 1
        known = self.by_refusal.get(refusal)
        if known is None or shown.rank < known.rank:
            self.by_refusal[refusal] = shown

    def refusals(self) -> list[tuple[str, Shown]]:
        """Return, for each of the words with which cases were refused before execution, the case that shows it best."""
        return [(words, shown) for words, shown in self.by_refusal.items() if words is not None]

    def set_aside(self, refusal: str) -> dict[str, int]:
        """Leave out what was refused with these words, and return how often that was seen, by probe."""
        left = {
            probe: self.counts.pop((refusal, probe)) for words, probe in [*self.counts] if words == refusal
        }
        self.seen -= sum(left.values())
        del self.by_refusal[refusal]
        self.others = [shown for shown in self.others if shown.refusal != refusal]
        if self.by_refusal:
            self.best = min(self.by_refusal.values(), key=lambda shown: shown.rank)
        return left

    def seen_by_probe(self) -> dict[str, int]:
        """Return how often it was seen, by probe."""
        seen: Counter[str] = Counter()
        for (_, probe), times in self.counts.items():
            seen[probe] += times
        return seen

    def candidates(self) -> list[Shown]:
        """Return the cases to send again, the one that tells best what is wrong first."""
        return [self.best, *sorted(self.others, key=lambda shown: shown.rank)]


@dataclass(slots=True)
class Failures:
    """All failures of a subject so far, in the order in which they were first seen.

    `usual` is the document with which the subject is usually exercised, `simplest` its smallest input.
    """

    usual: str = ""
    simplest: Mapping[str, Any] = field(default_factory=dict)
    by_signature: dict[Signature, Failure] = field(default_factory=dict)

    def add(
        self,
        probe: str,
        exchange: Exchange,
        judgement: CheckResult,
        *,
        fixed: bool,
        refusal: str | None = None,
    ) -> None:
        """Add the violations of one exchange; `refusal` are the words with which it was refused before execution."""
        for violation in judgement.violations:
            signature = Signature.of(judgement.requirement, violation, exchange.case)
            known = self.by_signature.get(signature)
            odd = oddity(exchange.case, judgement.requirement, self.usual)
            beyond = weight(exchange.case.variables, self.simplest)[0]
            shown = Shown(probe, exchange.case, exchange, violation, fixed, refusal, odd, beyond)
            if known is not None:
                known.add(shown)
            elif self._count(signature.requirement) < MOST_PER_REQUIREMENT:
                self.by_signature[signature] = Failure.first(signature, shown)

    def __iter__(self) -> Iterator[Failure]:
        return iter(self.by_signature.values())

    def _count(self, requirement: str) -> int:
        return sum(signature.requirement == requirement for signature in self.by_signature)


def oddity(case: Case, requirement: str, usual: str) -> int:
    """Return in how many ways a request is not the usual one: where the requirement is not about them, they mislead.

    A case that was made for the requirement is not odd at all.
    """
    if case.about == requirement:
        return 0
    of_credentials = requirement.startswith("auth.")
    ways = (
        bool(case.about),
        bool(case.before),
        case.raw is not None,
        bool(case.headers),
        case.operation is not None and case.operation.document != usual,
        case.credentials is not Credentials.TOKEN and not of_credentials,
    )
    return sum(ways)


@lru_cache(maxsize=256)
def _aliases(document: str) -> dict[str, str]:
    """Return the name of each field of a document that has an alias, by the alias."""
    found: dict[str, str] = {}

    class Finder(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            if node.alias is not None:
                found[node.alias.value] = node.name.value

    with suppress(GraphQLError):
        visit(parse(document, no_location=True), Finder())
    return found


def size(case: Case) -> tuple[int, int]:
    """Return how large the input of a case is: the number of values in it, then its length as JSON.

    What is sent before it counts too.
    """
    inputs = [one.variables for one in (*case.before, case)]
    return sum(map(_values, inputs)), sum(len(json.dumps(one)) for one in inputs)


def _values(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_values, value.values()))
    if isinstance(value, list | tuple):
        return 1 + sum(map(_values, value))
    return 1
