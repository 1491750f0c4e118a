"""How a probe becomes known."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from kraken_conformance.exceptions import ExtensionError
from kraken_conformance.extensions import PROBES, load_extensions
from kraken_conformance.model.cases import SCHEMA, Blocked, Cases
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

MutationProbe = Callable[[Mutation, TargetView], Cases | Blocked | None]
ServerProbe = Callable[[TargetView], Cases | Blocked | None]


@dataclass(frozen=True, slots=True)
class ProbeFacts:
    """What others have to know of a probe.

    `executes` is False where no server executes a mutation because of it, whatever it does wrong: such a probe is run
    with `--dry-run` too. `uses_other_mutations` is True where it executes others before the one that it is about.
    `needs_peer` is True where it sends the token of a second identity.
    """

    executes: bool
    uses_other_mutations: bool
    needs_peer: bool = False


_mutation_probes: dict[str, MutationProbe] = {}
_server_probes: dict[str, ServerProbe] = {}
_facts: dict[str, ProbeFacts] = {SCHEMA: ProbeFacts(executes=False, uses_other_mutations=False)}


def probe(
    name: str, *, executes: bool = True, uses_other_mutations: bool = False, needs_peer: bool = False
) -> Callable[[MutationProbe], MutationProbe]:
    """Register a function that gives the cases of one mutation; None where the probe does not apply to it.

    `executes`, `uses_other_mutations` and `needs_peer` are as in `ProbeFacts`.
    """

    def register(make: MutationProbe) -> MutationProbe:
        _refuse_second(name)
        _mutation_probes[name] = make
        _facts[name] = ProbeFacts(executes, uses_other_mutations, needs_peer)
        return make

    return register


def server_probe(name: str, *, executes: bool = True) -> Callable[[ServerProbe], ServerProbe]:
    """Register a function that gives the cases of a server as a whole; None where it does not apply.

    `executes` is as in `ProbeFacts`.
    """

    def register(make: ServerProbe) -> ServerProbe:
        _refuse_second(name)
        _server_probes[name] = make
        _facts[name] = ProbeFacts(executes, uses_other_mutations=False)
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


def probe_facts() -> dict[str, ProbeFacts]:
    """Return the facts of every probe by its name, `schema` among them."""
    _import_all()
    return dict(sorted(_facts.items()))


def _refuse_second(name: str) -> None:
    if name in _facts:
        raise ExtensionError(f"There is a probe {name} already. Give yours another name.")


@cache
def _import_all() -> None:
    package = import_module("kraken_conformance.probes")
    for module in iter_modules(package.__path__):
        import_module(f"kraken_conformance.probes.{module.name}")
    load_extensions(PROBES)
