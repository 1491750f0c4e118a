"""How a probe becomes known, and what it hands to the runner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from hypothesis.strategies import SearchStrategy

from kraken_conformance.model.case import Case
from kraken_conformance.model.unmet_steps import UnmetStep
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

if TYPE_CHECKING:
    from kraken_conformance.probes.flows import Walks  # which is built from what probes have in common


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of a probe: `fixed` ones, which are always sent, and a strategy or walks that draw more.

    `share` is the part of `--max-examples` that is drawn; fixed cases do not count. `withheld` says why
    a part of the probe is not there. `not_reached` are the earlier steps without which there is nothing to
    send, which is not held against anybody.
    """

    fixed: tuple[Case, ...] = ()
    drawn: SearchStrategy[Case] | Walks | None = None
    share: float = 1.0
    withheld: str | None = None
    not_reached: tuple[UnmetStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocked:
    """The probe cannot run here: what is missing, in words that tell the user what to do."""

    reason: str


MutationProbe = Callable[[Mutation, TargetView], "Cases | Blocked | None"]
ServerProbe = Callable[[TargetView], "Cases | Blocked | None"]

_mutation_probes: dict[str, MutationProbe] = {}
_server_probes: dict[str, ServerProbe] = {}


def probe(name: str) -> Callable[[MutationProbe], MutationProbe]:
    """Register a function that gives the cases of one mutation; None where the probe does not apply to it."""

    def register(make: MutationProbe) -> MutationProbe:
        _mutation_probes[name] = make
        return make

    return register


def server_probe(name: str) -> Callable[[ServerProbe], ServerProbe]:
    """Register a function that gives the cases of a server as a whole; None where it does not apply."""

    def register(make: ServerProbe) -> ServerProbe:
        _server_probes[name] = make
        return make

    return register


def mutation_probes() -> dict[str, MutationProbe]:
    """Return every probe of mutations by its name, in alphabetical order."""
    _import_all()
    return dict(sorted(_mutation_probes.items()))


def server_probes() -> dict[str, ServerProbe]:
    """Return every probe of servers by its name, in alphabetical order."""
    _import_all()
    return dict(sorted(_server_probes.items()))


def _import_all() -> None:
    package = import_module("kraken_conformance.probes")
    for module in iter_modules(package.__path__):
        import_module(f"kraken_conformance.probes.{module.name}")
