"""What to say when a name is unknown: the nearest one that is known."""

from collections.abc import Iterable
from difflib import get_close_matches

from kraken_conformance.exceptions import UsageError


def unknown(kind: str, name: str, known: Iterable[str]) -> UsageError:
    """Return the error for a name that nothing of its kind has, with the nearest name that something has."""
    near = nearest(name, known)
    hint = f" Did you mean {near}?" if near else ""
    return UsageError(f"There is no {kind} {name!r}.{hint}")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `name` without regard to case, None where none is."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    found = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[found[0]] if found else None
