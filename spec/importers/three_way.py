"""Merges values that two sides have changed since they were the same: mappings key by key, everything else whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

MISSING: Any = object()
"""Stands for a key that a side does not have."""

Kind = Literal["added", "changed", "removed", "conflict"]


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of one place: taken over from the new version, or a `conflict`, where the own side stays."""

    kind: Kind
    place: tuple[str, ...]

    def __str__(self) -> str:
        where = " / ".join(self.place)
        return f"conflict: {where}: yours stays" if self.kind == "conflict" else f"{self.kind}: {where}"


def merged(base: Any, own: Any, new: Any, place: tuple[str, ...], report: list[Merged]) -> Any:
    """Return what `own` becomes where `base` became `new`; each change that is taken over or not is reported.

    Where only one side has changed, that side counts. Where both have, and differently, the own side does.
    """
    if own == new or new == base:
        return own
    if all(isinstance(side, Mapping) for side in (own, new)) and (
        isinstance(base, Mapping) or base is MISSING
    ):
        return dict(_entries({} if base is MISSING else base, own, new, place, report))
    if own == base:
        report.append(
            Merged("removed" if new is MISSING else "added" if base is MISSING else "changed", place)
        )
        return new
    report.append(Merged("conflict", place))
    return own


def _entries(
    base: Mapping[str, Any],
    own: Mapping[str, Any],
    new: Mapping[str, Any],
    place: tuple[str, ...],
    report: list[Merged],
) -> Iterator[tuple[str, Any]]:
    """Yield the entries in the order of the own side; those that only the new version has come last."""
    for key in dict.fromkeys((*own, *new, *base)):
        before, ours, theirs = (side.get(key, MISSING) for side in (base, own, new))
        value = merged(before, ours, theirs, (*place, str(key)), report)
        if value is not MISSING:
            yield key, value
