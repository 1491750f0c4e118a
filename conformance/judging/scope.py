"""The scope of a run: how much of the contract its verdict is about. It stands beside the verdict everywhere."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import cast

from kraken_conformance.events import Event, OutcomeEvent, ScopeFacts, header_of
from kraken_conformance.judging.mutation_evidence import EvidenceKind
from kraken_conformance.judging.run_facts import RunFacts


@dataclass(frozen=True, slots=True)
class Scope:
    """How many of the `mutations` of the contract were `tested`, and with what evidence.

    Tested is what answered itself: it succeeded or refused. `refused_as_expected` and `unproven` are those of the
    refused that were let through, by the profile and by --allow-unproven. `waived` counts the failures that were
    waived, `probes` names those that the user chose, where not all ran.
    """

    mutations: int
    tested: int
    succeeded: int
    refused_only: int
    refused_as_expected: int
    unproven: int
    not_reached: int
    excluded: int
    waived: int
    probes: tuple[str, ...]
    dry_run: bool

    @property
    def complete(self) -> bool:
        """Whether the verdict is about the whole contract: everything succeeded, and nothing was let through."""
        return self.succeeded == self.mutations and not (self.waived or self.probes or self.dry_run)

    @property
    def words(self) -> str:
        """The scope in words: `3 of 101 mutations, 1 failure waived`."""
        parts = [f"{self.tested:,} of {self.mutations:,} mutations"]
        if self.dry_run:
            parts.append("dry run")
        if self.probes:
            parts.append(
                f"only {self.probes[0]}" if len(self.probes) == 1 else f"only {len(self.probes)} probes"
            )
        if self.refused_as_expected:
            parts.append(f"{self.refused_as_expected:,} refused as expected")
        if unproven := self.refused_only - self.refused_as_expected:
            parts.append(f"{unproven:,} never succeeded")
        if self.not_reached:
            parts.append(f"{self.not_reached:,} not reached")
        if self.waived:
            parts.append(f"{self.waived:,} failure{'s' * (self.waived != 1)} waived")
        return ", ".join(parts)

    def event(self) -> ScopeFacts:
        """Return what a footer says about it."""
        facts = {**asdict(self), "probes": list(self.probes), "complete": self.complete, "words": self.words}
        return cast(ScopeFacts, facts)


def scope_of(events: Sequence[Event], outcome_events: Iterable[OutcomeEvent], *, waived: int) -> Scope:
    """Return the scope of a run from its events, its outcomes and the number of failures that were waived."""
    facts = RunFacts(header_of(events))
    kinds: Counter[str] = Counter()
    expected = 0
    for event in outcome_events:
        evidence = event.get("evidence")
        if evidence is not None:
            kinds[evidence["kind"]] += 1
            expected += evidence["kind"] == EvidenceKind.REFUSED_ONLY and evidence["excuse"] is not None
    refused = kinds[EvidenceKind.REFUSED_ONLY]
    return Scope(
        mutations=len(facts.mutations),
        tested=kinds[EvidenceKind.SUCCEEDED] + refused,
        succeeded=kinds[EvidenceKind.SUCCEEDED],
        refused_only=refused,
        refused_as_expected=expected,
        unproven=refused - expected if facts.allows_unproven else 0,
        not_reached=kinds[EvidenceKind.NOT_REACHED],
        excluded=kinds[EvidenceKind.EXCLUDED],
        waived=waived,
        probes=tuple(facts.chosen_probes),
        dry_run=facts.dry_run,
    )
