"""Runs the must-not-count exchanges: what counts when it is healthy, and does not count when it is changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from kraken_conformance.checks.registry import all_checks, all_schema_checks
from kraken_conformance.selftest.uncounted.healthy import HealthyExchanges
from kraken_conformance.selftest.uncounted.registry import all_not_counted, all_schema_not_counted
from kraken_conformance.spec import Contract

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class UncountedRow:
    """One must-not-count exchange of one requirement, and what became of it.

    `healthy` says that the exchange counts before it is changed, `counted` that it still does afterwards.
    """

    requirement: str
    name: str
    reason: str
    healthy: bool
    counted: bool

    @property
    def holds(self) -> bool:
        """Whether the healthy exchange counts and the changed one does not."""
        return self.healthy and not self.counted


def run_uncounted(contract: Contract) -> tuple[UncountedRow, ...]:
    """Return a row for every must-not-count exchange, each made from an exchange with a healthy server."""
    with HealthyExchanges(contract) as healthy:
        return (*_schema_rows(healthy), *_exchange_rows(healthy))


def _exchange_rows(healthy: HealthyExchanges) -> Iterator[UncountedRow]:
    checks = {check.id: check for check in all_checks()}
    for entry in all_not_counted():
        applies = checks[entry.requirement].applies
        shown = healthy.showing(entry.probe, applies)
        yield UncountedRow(
            entry.requirement,
            entry.name,
            entry.reason,
            shown is not None,
            _counts(applies, shown, entry.change),
        )


def _schema_rows(healthy: HealthyExchanges) -> Iterator[UncountedRow]:
    checks = {check.id: check for check in all_schema_checks()}
    for entry in all_schema_not_counted():
        applies = checks[entry.requirement].applies
        shown = healthy.comparison(applies)
        yield UncountedRow(
            entry.requirement,
            entry.name,
            entry.reason,
            shown is not None,
            _counts(applies, shown, entry.change),
        )


def _counts(applies: Callable[[Shown], bool], shown: Shown | None, change: Callable[[Shown], Shown]) -> bool:
    return shown is not None and applies(change(shown))
