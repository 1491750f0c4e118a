"""Which declared codes a run set out to raise, and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kraken_conformance.events import ResultEvent

CodeState = Literal["raised", "not raised", "not tried"]
STATES: tuple[CodeState, ...] = ("raised", "not raised", "not tried")

NOT_RUN = "no probe that raises codes was run to its end"


@dataclass(frozen=True, slots=True)
class CodeTry:
    """What came of a declared code of a mutation.

    `why` says why it was not tried, and is empty where it was. `requests` are the labels of some requests that were
    due to raise it and did not.
    """

    state: CodeState
    why: str = ""
    requests: tuple[str, ...] = ()


def code_tries(declared: Iterable[str], results: Iterable[ResultEvent]) -> dict[str, CodeTry]:
    """Return what came of each declared code of a mutation, from the results of its probes."""
    raised: set[str] = set()
    requests: dict[str, list[str]] = {}
    reasons: dict[str, str] = {}
    for event in results:
        raised.update(event.get("provoked", ()))
        for code, tried in event.get("not_raised", {}).items():
            requests.setdefault(code, []).extend(one["label"] for one in tried)
        for code, why in event.get("not_tried", {}).items():
            reasons.setdefault(code, why)
    return {code: _try(code, raised, requests, reasons) for code in declared}


def _try(
    code: str, raised: set[str], requests: Mapping[str, list[str]], reasons: Mapping[str, str]
) -> CodeTry:
    if code in raised:
        return CodeTry("raised")
    if code in requests:
        return CodeTry("not raised", requests=tuple(requests[code]))
    return CodeTry("not tried", reasons.get(code, NOT_RUN))


@dataclass(frozen=True, slots=True)
class CodeCoverage:
    """How many declared codes were raised, over all mutations: each code counts once per mutation."""

    counts: Mapping[CodeState, int]
    codes_raised: int
    codes_declared: int

    @property
    def declared(self) -> int:
        """How many codes the mutations declare, each counted per mutation."""
        return sum(self.counts.values())

    @property
    def percent(self) -> float:
        """The share of them that was raised, 100 where none is declared."""
        return 100 * self.counts["raised"] / self.declared if self.declared else 100.0


def coverage_of(tries: Iterable[Mapping[str, CodeTry]]) -> CodeCoverage:
    """Return the coverage of codes over the mutations of a run."""
    listed = [item for each in tries for item in each.items()]
    counts = Counter(one.state for _, one in listed)
    return CodeCoverage(
        {state: counts[state] for state in STATES},
        len({code for code, one in listed if one.state == "raised"}),
        len({code for code, _ in listed}),
    )
