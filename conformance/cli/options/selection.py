"""Which mutations and probes a command is about, from names and patterns."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from kraken_conformance.cli.options.suggestions import unknown
from kraken_conformance.exceptions import UsageError
from kraken_conformance.spec import Contract


def select_mutations(contract: Contract, patterns: Sequence[str], server: str | None) -> tuple[str, ...]:
    """Return the names of the mutations that fit any pattern, all where there is none, on one server or on all.

    Raises `UsageError` where a pattern fits nothing, or nothing is left.
    """
    chosen: set[str] = set()
    for pattern in patterns or ("*",):
        found = [name for name in contract.mutations if fnmatchcase(name, pattern)]
        if not found:
            raise unknown("mutation", pattern, contract.mutations)
        chosen.update(found)
    here = tuple(
        m.name for m in contract.mutations.values() if m.name in chosen and server in (None, m.server)
    )
    if not here:
        raise UsageError(f"--server {server}: none of the selected mutations is on it. Leave the option out.")
    return here


def select_probes(known: Sequence[str], chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the probes chosen, all where none is. Raises `UsageError` for a name that is no probe."""
    for name in chosen:
        if name not in known:
            raise unknown("probe", name, known)
    return tuple(name for name in known if not chosen or name in chosen)
