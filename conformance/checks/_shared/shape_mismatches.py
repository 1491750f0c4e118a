"""What the checks of shapes share: `data` is judged once, and each check takes its part."""

from collections.abc import Callable

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations


def shows(kind: str) -> Callable[[Observation], bool]:
    """Return a predicate: something in `data` was judged by the rule `shape.<kind>`."""
    return lambda seen: seen.is_graphql and kind in seen.judgement.kinds


def of_kind(observation: Observation, kind: str) -> Violations:
    """Yield the violations of the rule `shape.<kind>` as violations."""
    for found in observation.violations:
        if found.kind == kind:
            yield Violation(found.path, found.expected, found.actual, found.level)
