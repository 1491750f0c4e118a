"""How a check becomes known: one decorator, which takes the id of its requirement."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from kraken_conformance.exceptions import ExtensionError
from kraken_conformance.extensions import CHECKS, load_extensions
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violations
from kraken_conformance.spec import load_requirements

Shown = TypeVar("Shown", Observation, SchemaComparison)
Run = Callable[[Shown], Violations]


@dataclass(frozen=True, slots=True)
class Check:
    """The code of one requirement about exchanges.

    `applies` tells whether an exchange shows anything that the requirement speaks of; only then does
    the exchange count as judged. `run` yields the violations, and has no effect but that. Where there is a `probe`,
    only its exchanges show anything.
    """

    id: str
    applies: Callable[[Observation], bool]
    run: Run[Observation]
    probe: str | None = None


@dataclass(frozen=True, slots=True)
class SchemaCheck:
    """The code of one requirement about a target's schema; `applies` and `run` as for `Check`."""

    id: str
    applies: Callable[[SchemaComparison], bool]
    run: Run[SchemaComparison]


_checks: dict[str, Check] = {}
_schema_checks: dict[str, SchemaCheck] = {}


def check(
    id_: str, *, applies: Callable[[Observation], bool], probe: str | None = None
) -> Callable[[Run[Observation]], Run[Observation]]:
    """Register a function as the check of the requirement `id_`, about the exchanges of one probe or of all."""

    def register(run: Run[Observation]) -> Run[Observation]:
        _refuse_second(id_)
        _checks[id_] = Check(id_, applies, run, probe)
        return run

    return register


def schema_check(
    id_: str, *, applies: Callable[[SchemaComparison], bool]
) -> Callable[[Run[SchemaComparison]], Run[SchemaComparison]]:
    """Register a function as the check of the requirement `id_`, which speaks of a target's schema."""

    def register(run: Run[SchemaComparison]) -> Run[SchemaComparison]:
        _refuse_second(id_)
        _schema_checks[id_] = SchemaCheck(id_, applies, run)
        return run

    return register


def all_checks() -> tuple[Check, ...]:
    """Return every check of exchanges, by id."""
    _import_all()
    return tuple(_checks[id_] for id_ in sorted(_checks))


def all_schema_checks() -> tuple[SchemaCheck, ...]:
    """Return every check of schemas, by id."""
    _import_all()
    return tuple(_schema_checks[id_] for id_ in sorted(_schema_checks))


def _refuse_second(id_: str) -> None:
    if id_ in _checks or id_ in _schema_checks:
        raise ExtensionError(f"There is a check of {id_} already. Give the requirement another id.")


@cache
def _import_all() -> None:
    package = import_module("kraken_conformance.checks")
    for module in iter_modules(package.__path__):
        import_module(f"kraken_conformance.checks.{module.name}")
    load_extensions(CHECKS)
    for id_ in (*_checks, *_schema_checks):
        if id_ not in load_requirements():
            raise ExtensionError(
                f"The check of {id_} has no requirement. Add it to the requirements.yaml beside it."
            )
