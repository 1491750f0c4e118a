"""Puts every check to an exchange."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from kraken_conformance.checks.registry import Check, all_checks, all_schema_checks
from kraken_conformance.exceptions import InternalError
from kraken_conformance.judging.limits import refused_by_limit, refused_like_everything
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import MOST_VIOLATIONS, Violation

_CHECKS = all_checks()
_BY_ID = {check.id: check for check in _CHECKS}
_SCHEMA_CHECKS = all_schema_checks()

ABOUT_EXECUTION = frozenset({"auth", "document", "dry", "equivalent", "input", "state"})
"""The families of requirements about what is executed: a refusal by a limit shows nothing of that."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check says of one exchange to which it applies: nothing broken, or these violations."""

    requirement: str
    violations: tuple[Violation, ...]


def rests_on_execution(requirement: str) -> bool:
    """Whether a requirement is about what a mutation makes of a request, so that a limit shows nothing of it."""
    return requirement.partition(".")[0] in ABOUT_EXECUTION


def judge(observation: Observation, *, own: bool = True) -> Iterator[CheckResult]:
    """Yield the judgement of every check that applies to an exchange. Raises `InternalError` where a check fails.

    Where the answer is not the `own` one of the mutation in question alone, what is wrong with values and errors may
    be the doing of another: only what rests on execution is judged.
    """
    return _judged(observation, *_checks_of(observation.case.probe, own))


@cache
def _checks_of(probe: str, own: bool) -> tuple[Check, ...]:
    of_probe = (check for check in _CHECKS if check.probe in (None, probe))
    return tuple(check for check in of_probe if own or rests_on_execution(check.id))


def _judged(observation: Observation, *checks: Check) -> Iterator[CheckResult]:
    limited = refused_by_limit(observation) or refused_like_everything(observation)
    for check in checks:
        if limited and rests_on_execution(check.id):
            continue
        try:
            if check.applies(observation):
                yield CheckResult(check.id, tuple(islice(check.run(observation), MOST_VIOLATIONS)))
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
    return judged_by(observation, requirement) or ()


def judged_by(observation: Observation, requirement: str) -> tuple[Violation, ...] | None:
    """Return the violations of one requirement alone, None where it is not about the exchange."""
    return next((judgement.violations for judgement in _judged(observation, _BY_ID[requirement])), None)
