"""Puts every check to an exchange."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kraken_conformance.breach import Breach
from kraken_conformance.checks.comparison import Comparison
from kraken_conformance.checks.registry import all_checks, all_schema_checks
from kraken_conformance.exceptions import InternalError
from kraken_conformance.observation import Observation

_CHECKS = all_checks()
_SCHEMA_CHECKS = all_schema_checks()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one check says of one exchange to which it applies: nothing broken, or these breaches."""

    requirement: str
    breaches: tuple[Breach, ...]


def judge(seen: Observation) -> Iterator[Judgement]:
    """Yield the judgement of every check that applies to an exchange. Raises `InternalError` where a check fails."""
    for check in _CHECKS:
        try:
            if check.applies(seen):
                yield Judgement(check.id, tuple(check.run(seen)))
        except Exception as error:
            raise InternalError(f"The check of {check.id} failed on {seen.case.key()}: {error!r}") from error


def judge_schema(comparison: Comparison) -> Iterator[Judgement]:
    """Yield the judgement of every check of schemas that applies. Raises `InternalError` where a check fails."""
    for check in _SCHEMA_CHECKS:
        try:
            if check.applies(comparison):
                yield Judgement(check.id, tuple(check.run(comparison)))
        except Exception as error:
            raise InternalError(
                f"The check of {check.id} failed on {comparison.mutation.name}: {error!r}"
            ) from error


def breaches_of(seen: Observation, requirement: str) -> tuple[Breach, ...]:
    """Return the breaches of one requirement alone."""
    check = next(check for check in _CHECKS if check.id == requirement)
    return tuple(check.run(seen)) if check.applies(seen) else ()
