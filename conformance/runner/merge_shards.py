"""Makes one run of the shards of a run. docs/shards.md says what for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import cast

from kraken_conformance.events import (
    ContractMutation,
    Event,
    FindingEvent,
    FooterEvent,
    HeaderEvent,
    ResultEvent,
    footer_of,
    header_of,
)
from kraken_conformance.exceptions import UsageError
from kraken_conformance.judging.verdict import outcomes, verdict
from kraken_conformance.runner.evidence.evidence_file import EvidenceWriter, read_evidence
from kraken_conformance.runner.evidence.resume import require_same, resume_command
from kraken_conformance.runner.evidence.run_footer import footer
from kraken_conformance.runner.session import RunResult

OWN = frozenset({"shard", "mutations"})
"""What each shard has of its own."""

FOUND_NO_MORE = "Nothing was found any more: remove it."
"""The end of a remark on an expired waiver; a shard says so of every waiver that is another one's matter."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The evidence of one shard, the `number`-th of `of`."""

    directory: Path
    events: list[Event]
    number: int
    of: int

    @property
    def header(self) -> HeaderEvent:
        """The header of the shard."""
        return header_of(self.events)

    @property
    def footer(self) -> FooterEvent:
        """The footer of the shard."""
        return cast(FooterEvent, self.events[-1])


def read_shards(directories: Sequence[Path]) -> list[Shard]:
    """Read shards and put them in order.

    Raises `UsageError` where they are not all the shards of one run, each of them finished and there once.
    """
    shards = sorted((_shard(directory) for directory in directories), key=lambda shard: shard.number)
    first = shards[0]
    for shard in shards[1:]:
        if shard.of != first.of:
            raise UsageError(
                f"{shard.directory} is shard {shard.number}/{shard.of}, and {first.directory} is "
                f"{first.number}/{first.of}: they are not of one run."
            )
        if shard.header["day"] != first.header["day"]:
            raise UsageError(
                f"{shard.directory} was begun on {shard.header['day']}, and {first.directory} on "
                f"{first.header['day']}: the dates in what was sent differ. Begin all shards on one day (UTC)."
            )
        require_same(
            f"{shard.directory}, compared with {first.directory}", first.header, shard.header, ignored=OWN
        )
    numbers = [shard.number for shard in shards]
    for earlier, later in pairwise(shards):
        if earlier.number == later.number:
            raise UsageError(
                f"{earlier.directory} and {later.directory} are both shard {later.number}/{later.of}."
            )
    missing = [f"{number}/{first.of}" for number in range(1, first.of + 1) if number not in numbers]
    if missing:
        raise UsageError(f"The shards {', '.join(missing)} are missing: name the folders of all {first.of}.")
    return shards


def merge(shards: Sequence[Shard], output: Path) -> RunResult:
    """Write the evidence of the run that the shards are parts of: what it would have been in one piece.

    `shards` are those of `read_shards`. Raises `UsageError` where the output cannot be written to.
    """
    header = _header(shards)
    events: list[Event] = [header, *_events(header, shards)]
    fail_on = header["configuration"]["fail_on"]
    found = outcomes(events, fail_on)
    judged = verdict(events, found, fail_on)
    footers = [shard.footer for shard in shards]
    end = footer(
        [*events, *found],
        judged,
        finished_at=max(each["finished_at"] for each in footers),
        duration_s=max(each["duration_s"] for each in footers),
        interrupted=False,
        waiver_remarks=_waiver_remarks([each["waiver_remarks"] for each in footers]),
        remarks=[text for text in footers[0]["remarks"] if all(text in each["remarks"] for each in footers)],
        lacking_pools={
            name: keys for each in footers for name, keys in each.get("lacking_pools", {}).items()
        },
    )
    with EvidenceWriter(output, [*events, *found, end]) as evidence:
        return RunResult(judged, tuple(evidence.events), evidence.path)


def _shard(directory: Path) -> Shard:
    events = read_evidence(directory)
    text = header_of(events)["configuration"].get("shard")
    if text is None:
        raise UsageError(f"{directory}: this is no shard. Shards are made by `run --shard I/N`.")
    end = footer_of(events)
    if end is None or end["interrupted"]:
        raise UsageError(
            f"{directory}: shard {text} is partial, it was cut short. Finish it: "
            f"{resume_command(directory, header_of(events))}"
        )
    number, _, of = text.partition("/")
    return Shard(directory, events, int(number), int(of))


def _header(shards: Sequence[Shard]) -> HeaderEvent:
    first = shards[0].header
    chosen = {name for shard in shards for name in shard.header["configuration"]["mutations"]}
    return {
        **first,
        "started_at": min(shard.header["started_at"] for shard in shards),
        "configuration": {
            **first["configuration"],
            "shard": None,
            "mutations": [entry["name"] for entry in _ordered(first) if entry["name"] in chosen],
            "merged": [shard.header["run_id"] for shard in shards],
        },
    }


def _ordered(header: HeaderEvent) -> list[ContractMutation]:
    """Return the mutations of the contract in the order of a run: server by server."""
    mutations = header["contract"]["mutations"]
    servers = list(dict.fromkeys(entry["server"] for entry in mutations))
    return sorted(mutations, key=lambda entry: servers.index(entry["server"]))


def _events(header: HeaderEvent, shards: Sequence[Shard]) -> list[ResultEvent | FindingEvent]:
    places: dict[tuple[str, str | None], int] = {}
    for entry in _ordered(header):
        places.setdefault((entry["server"], None), len(places))
        places[entry["server"], entry["name"]] = len(places)
    found = [event for shard in shards for event in shard.events if event["type"] in ("result", "finding")]
    return sorted(found, key=lambda event: places[event["server"], event["mutation"]])


def _waiver_remarks(by_shard: Sequence[Sequence[str]]) -> list[str]:
    every = list(dict.fromkeys(text for remarks in by_shard for text in remarks))
    open_ = {text.rpartition(". ")[0] for text in every if not text.endswith(FOUND_NO_MORE)}
    return [
        text for text in every if not text.endswith(FOUND_NO_MORE) or _before(text) not in map(_before, open_)
    ]


def _before(remark: str) -> str:
    return remark.partition(", so it lets nothing through")[0]
