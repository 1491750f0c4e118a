"""Mutations that a target is expected to refuse, as a profile lists them, each with a reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from kraken_conformance.events import ExpectedRefusalFacts
from kraken_conformance.exceptions import UsageError


@dataclass(frozen=True, slots=True)
class ExpectedRefusal:
    """Why a mutation is expected to refuse whatever it is sent, and the last day of that; None is without end.

    `where` is the place of the entry: `kraken-conformance.toml:12`.
    """

    reason: str
    expires: date | None
    where: str

    def to_json(self) -> ExpectedRefusalFacts:
        """Return the entry as the header of a run has it."""
        return {"reason": self.reason, "expires": None if self.expires is None else self.expires.isoformat()}


def check_expected(
    entries: Mapping[str, ExpectedRefusal], mutations: Collection[str], today: date
) -> Mapping[str, ExpectedRefusal]:
    """Return the entries where they are good. Raises `UsageError` for unknown mutations and entries that expired."""
    problems = []
    for name, entry in entries.items():
        if name not in mutations:
            near = get_close_matches(name, mutations, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            problems.append(f"{entry.where}: the contract has no mutation {name}.{hint}")
        elif entry.expires is not None and entry.expires < today:
            problems.append(
                f"{entry.where}: the expected refusal of {name} expired on {entry.expires} ({entry.reason}). "
                "Remove the entry, or give it a later day."
            )
    if problems:
        raise UsageError("\n".join(problems))
    return entries


def read_expected(name: str, value: Any, where: str) -> ExpectedRefusal:
    """Read an entry: `{ reason = "…", expires = 2026-12-31 }`. Raises `ValueError` with what to write instead."""
    form = f'write {name} = {{ reason = "why it refuses", expires = 2026-12-31 }}; expires may be left out.'
    if not isinstance(value, Mapping) or set(value) - {"reason", "expires"}:
        raise ValueError(f"the expected refusal of {name} has a reason and may have a last day: {form}")
    reason, expires = value.get("reason"), value.get("expires")
    if not isinstance(reason, str) or not reason.strip():
        raise ValueError(f"the expected refusal of {name} has no reason: {form}")
    # A moment is a day too for Python, and cannot be compared with one.
    if expires is not None and type(expires) is not date:
        raise ValueError(f"expires of {name} is a day: {form}")
    return ExpectedRefusal(reason.strip(), expires, where)
