"""Which mutations and probes a command is about, from names and patterns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

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
            raise UsageError(unknown("--mutation", pattern, contract.mutations))
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
            raise UsageError(unknown("--probe", name, known))
    return tuple(name for name in known if not chosen or name in chosen)


def unknown(option: str, name: str, known: Iterable[str]) -> str:
    """Return the message for a name that does not exist: the nearest that does, or where to find them all."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    near = get_close_matches(name.lower().strip("*?"), by_lower, n=3, cutoff=0.5)
    hint = (
        f"Did you mean {' or '.join(by_lower[match] for match in near)}?"
        if near
        else "See `spec export` for all."
    )
    return f"{option} {name}: there is none of that name. {hint}"
