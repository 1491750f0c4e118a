"""What to say when a name is unknown: the nearest one that is known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import click


class UnknownName(click.ClickException):
    """A name on the command line that nothing has. Ends the program with exit code 2."""

    exit_code = 2

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        near = nearest(name, known)
        hint = f" Did you mean {near}?" if near else ""
        super().__init__(f"There is no {kind} {name!r}.{hint}")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `name` without regard to case, None where none is."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    found = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[found[0]] if found else None
