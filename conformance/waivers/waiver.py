"""Waivers: known failures that a team lets through, each with a reason and an end date.

A waived finding stays in the evidence and in every report; it only has no part in the verdict.
docs/waivers.md describes the file.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kraken_conformance.events import Event, FindingEvent, WaiverFacts, findings_of, results_of, subject_of
from kraken_conformance.model.violation import MOST_PER_REQUIREMENT


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry of a file of waivers.

    Exactly one of `mutation` and `server` is there. `place` and `finding` narrow it: to a place in the
    response, with `[*]` for any position of a list, and to the one finding with that id. `expires` is the
    last day on which it counts. `where` is the file and the line of the entry.
    """

    requirement: str
    mutation: str | None
    server: str | None
    place: str | None
    finding: str | None
    reason: str
    expires: date
    where: str

    def fits(self, finding: FindingEvent) -> bool:
        """Whether a finding is what the waiver speaks of, expired or not."""
        subject = (
            finding["mutation"] == self.mutation
            if self.mutation is not None
            else finding["mutation"] is None and finding["server"] == self.server
        )
        return (
            subject
            and finding["requirement"] == self.requirement
            and self.place in (None, place(finding["path"]))
            and self.finding in (None, finding["id"])
        )

    def expired(self, today: date) -> bool:
        """Whether the last day of the waiver has passed."""
        return self.expires < today

    def to_json(self) -> WaiverFacts:
        """Return the waiver as it stands in the header of the evidence."""
        return {
            "requirement": self.requirement,
            "mutation": self.mutation,
            "server": self.server,
            "path": self.place,
            "finding": self.finding,
            "reason": self.reason,
            "expires": self.expires.isoformat(),
        }

    def __str__(self) -> str:
        subject = self.mutation or f"server {self.server}"
        narrowed = "".join(f", {part}" for part in (self.place, self.finding) if part)
        return f"{self.where}: {self.requirement} on {subject}{narrowed}"


def place(path: Iterable[str | int]) -> str:
    """Return a path as waivers write it: `errors[*].extensions.errorCode`."""
    steps = ("[*]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


class Waivers:
    """The waivers of a run on one day."""

    def __init__(self, waivers: Sequence[Waiver], today: date) -> None:
        self._valid = [waiver for waiver in waivers if not waiver.expired(today)]
        self._expired = [waiver for waiver in waivers if waiver.expired(today)]

    def mark(self, events: Iterable[Event]) -> None:
        """Write `waived` into each finding that a waiver lets through."""
        for finding in findings_of(events):
            waiver = next((waiver for waiver in self._valid if waiver.fits(finding)), None)
            if waiver is not None:
                finding["waived"] = {"reason": waiver.reason, "expires": waiver.expires.isoformat()}

    def remarks(self, events: Sequence[Event]) -> list[str]:
        """Return what is to be done about the waivers themselves, from all events of a run.

        An expired one is always named. One that fits no finding is named where the run has judged its
        requirement on its subject: what was not tested may still be broken.
        """
        findings = findings_of(events)
        remarks = [
            f"{waiver}: expired on {waiver.expires}, so it lets nothing through. "
            + (
                "Fix what it is about, or decide again."
                if any(map(waiver.fits, findings))
                else "Nothing was found any more: remove it."
            )
            for waiver in self._expired
        ]
        judged = {
            (event["server"], event["mutation"], id_)
            for event in results_of(events)
            for id_, counts in event["requirements"].items()
            if counts["judged"]
        }
        remarks += [
            f"{waiver}: no finding fits it any more. Remove it."
            for waiver in self._valid
            if not any(map(waiver.fits, findings)) and any(_speaks_of(waiver, *key) for key in judged)
        ]
        return [*remarks, *self._full(findings)]

    def _full(self, findings: Sequence[FindingEvent]) -> Iterator[str]:
        """Name where as many findings are waived, one by one, as are reported at all."""
        kept: dict[tuple[str, str], list[FindingEvent]] = {}
        for finding in findings:
            subject = subject_of(finding)
            kept.setdefault((finding["requirement"], subject), []).append(finding)
        for (requirement, subject), same in kept.items():
            narrow = all(waiver.place or waiver.finding for waiver in self._valid if waiver.fits(same[0]))
            if len(same) >= MOST_PER_REQUIREMENT and narrow and all(map(_is_waived, same)):
                yield (
                    f"{requirement} on {subject}: {len(same)} findings are waived, and no more than "
                    f"{MOST_PER_REQUIREMENT} are reported. There may be others behind them."
                )


def _is_waived(finding: FindingEvent) -> bool:
    return bool(finding.get("waived"))


def _speaks_of(waiver: Waiver, server: str, mutation: str | None, requirement: str) -> bool:
    if requirement != waiver.requirement or mutation != waiver.mutation:
        return False
    return mutation is not None or server == waiver.server
