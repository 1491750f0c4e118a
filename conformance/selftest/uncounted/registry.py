"""How a must-not-count exchange is declared: one decorator, beside the reason in the docstring."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from inspect import getdoc
from pkgutil import iter_modules

from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.schema_comparison import SchemaComparison

ExchangeChange = Callable[[Observation], Observation]
SchemaChange = Callable[[SchemaComparison], SchemaComparison]


@dataclass(frozen=True, slots=True)
class NotCounted:
    """What a healthy exchange is changed to, so that it shows nothing of one requirement any more.

    `probe` sends the healthy exchange, which does count. `reason` is the first line of the docstring of `change`.
    """

    requirement: str
    name: str
    reason: str
    probe: str
    change: ExchangeChange


@dataclass(frozen=True, slots=True)
class SchemaNotCounted:
    """What a healthy comparison of schemas is changed to, so that it shows nothing of one requirement."""

    requirement: str
    name: str
    reason: str
    change: SchemaChange


_exchanges: list[NotCounted] = []
_schemas: list[SchemaNotCounted] = []


def not_counted(*requirements: str, probe: str) -> Callable[[ExchangeChange], ExchangeChange]:
    """Register a change after which an exchange of `probe` must not count for any of these requirements."""

    def register(change: ExchangeChange) -> ExchangeChange:
        _exchanges.extend(NotCounted(id_, *_named(change), probe, change) for id_ in requirements)
        return change

    return register


def schema_not_counted(*requirements: str) -> Callable[[SchemaChange], SchemaChange]:
    """Register a change after which a comparison of schemas must not count for any of these requirements."""

    def register(change: SchemaChange) -> SchemaChange:
        _schemas.extend(SchemaNotCounted(id_, *_named(change), change) for id_ in requirements)
        return change

    return register


def all_not_counted() -> tuple[NotCounted, ...]:
    """Return every must-not-count exchange, by requirement."""
    _import_all()
    return tuple(sorted(_exchanges, key=lambda entry: (entry.requirement, entry.name)))


def all_schema_not_counted() -> tuple[SchemaNotCounted, ...]:
    """Return every must-not-count comparison of schemas, by requirement."""
    _import_all()
    return tuple(sorted(_schemas, key=lambda entry: (entry.requirement, entry.name)))


def _named(change: ExchangeChange | SchemaChange) -> tuple[str, str]:
    reason = (getdoc(change) or "").partition("\n")[0]
    return change.__name__.replace("_", "-"), reason


def _import_all() -> None:
    package = import_module("kraken_conformance.selftest.uncounted")
    for module in iter_modules(package.__path__):
        if module.name.startswith("of_"):
            import_module(f"{package.__name__}.{module.name}")
