"""Puts every check to an exchange."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kraken_conformance.checks.registry import all_checks, all_schema_checks
from kraken_conformance.exceptions import InternalError
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation

_CHECKS = all_checks()
_SCHEMA_CHECKS = all_schema_checks()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check says of one exchange to which it applies: nothing broken, or these violations."""

    requirement: str
    violations: tuple[Violation, ...]


def judge(observation: Observation) -> Iterator[CheckResult]:
    """Yield the judgement of every check that applies to an exchange. Raises `InternalError` where a check fails."""
    for check in _CHECKS:
        try:
            if check.applies(observation):
                yield CheckResult(check.id, tuple(check.run(observation)))
        except Exception as error:
            raise InternalError(
                f"The check of {check.id} failed on {observation.case.key()}: {error!r}"
            ) from error


def judge_schema(comparison: SchemaComparison) -> Iterator[CheckResult]:
    """Yield the judgement of every check of schemas that applies. Raises `InternalError` where a check fails."""
    for check in _SCHEMA_CHECKS:
        try:
            if check.applies(comparison):
                yield CheckResult(check.id, tuple(check.run(comparison)))
        except Exception as error:
            raise InternalError(
                f"The check of {check.id} failed on {comparison.mutation.name}: {error!r}"
            ) from error


def violations_of(observation: Observation, requirement: str) -> tuple[Violation, ...]:
    """Return the violations of one requirement alone."""
    check = next(check for check in _CHECKS if check.id == requirement)
    return tuple(check.run(observation)) if check.applies(observation) else ()
