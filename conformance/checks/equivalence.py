"""What the checks of equivalent requests share: when they apply, and what they report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.outcome import outcome, outcomes_before
from kraken_conformance.observation import Observation
from kraken_conformance.rewriting import Rewriting


def rewritten(how: Rewriting) -> Callable[[Observation], bool]:
    """Return the condition that a request, rewritten in this way, can be compared with the original.

    The original is sent twice before: where its outcomes differ, or where it was not executed at all,
    there is nothing to compare with.
    """

    def applies(seen: Observation) -> bool:
        if seen.case.label != how or not seen.exchange.before or outcome(seen) is None:
            return False
        originals = set(outcomes_before(seen))
        return len(originals) == 1 and all(one is not None and one.executed for one in originals)

    return applies


def other_outcome(seen: Observation) -> Iterator[Breach]:
    """Yield a breach where the rewritten request has another outcome than the original."""
    here, original = outcome(seen), outcomes_before(seen)[0]
    if here != original:
        yield Breach(path=(), expected=f"{original}, as without {seen.case.label}", actual=str(here))
