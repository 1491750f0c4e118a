"""What the checks of equivalent requests share: when they apply, and what they report."""

from collections.abc import Callable

from kraken_conformance.checks._shared.answer_outcome import outcome, outcomes_before
from kraken_conformance.checks._shared.refusal import refused
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.rewriting import Rewriting


def rewritten(how: Rewriting) -> Callable[[Observation], bool]:
    """Return the condition that a request, rewritten in this way, can be compared with the original.

    The original is sent before, once or twice: where its outcomes differ, or where it was not executed at all,
    there is nothing to compare with. Where the mutation refuses each time, or gives nothing, only a difference shows
    something: it may do so however the request is written.
    """

    def applies(observation: Observation) -> bool:
        if observation.case.label != how or not observation.exchange.before or outcome(observation) is None:
            return False
        originals = set(outcomes_before(observation))
        if len(originals) != 1 or not all(one is not None and one.executed for one in originals):
            return False
        brings_something = observation.root is not None and not refused(observation)
        return brings_something or outcome(observation) not in originals

    return applies


def other_outcome(observation: Observation) -> Violations:
    """Yield a violation where the rewritten request has another outcome than the original."""
    here, original = outcome(observation), outcomes_before(observation)[0]
    if here != original:
        yield Violation(
            path=(), expected=f"{original}, as without {observation.case.label}", actual=str(here)
        )
