"""What the checks of shapes share: `data` is judged once, and each check takes its part."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.observation import Observation


def shows(kind: str) -> Callable[[Observation], bool]:
    """Return a predicate: something in `data` was judged by the rule `shape.<kind>`."""
    return lambda seen: kind in seen.judgement.kinds


def of_kind(seen: Observation, kind: str) -> Iterator[Breach]:
    """Yield the violations of the rule `shape.<kind>` as breaches."""
    for found in seen.violations:
        if found.kind == kind:
            yield Breach(found.path, found.expected, found.actual, found.level)
