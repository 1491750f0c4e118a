"""Whether valid requests succeed under the names of other clients as they do under the name of this tool."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import exp, lgamma

from kraken_conformance.events import Event, ResultEvent, results_of

CHANCE = 1e-9
"""A difference is reported where chance makes one as large as rarely as this; a hash chose what is sent under which
name."""

ALL = "all mutations together"


def told_apart(events: Sequence[Event]) -> Iterator[str]:
    """Yield where valid input succeeds for this tool, and far less often for other clients, with the figures."""
    sums: dict[str, Counter[str]] = {}
    for result in results_of(events):
        for name in (ALL, result["mutation"]):
            if name is not None and result.get("valid_as_others"):
                sums.setdefault(name, Counter()).update(_counts(result))
    named = [(name, counts) for name, counts in sums.items() if name != ALL and _differ(counts)]
    if not named and ALL in sums and _differ(sums[ALL]):
        named = [(ALL, sums[ALL])]
    for name, counts in named:
        yield (
            f"{name}: valid input succeeded {counts['own succeeded']} of {counts['own sent']} times under the name of "
            f"this tool, and {counts['other succeeded']} of {counts['other sent']} times as other clients send it"
        )


def _counts(result: ResultEvent) -> dict[str, int]:
    valid, others = result["valid"], result["valid_as_others"]
    return {
        "own sent": valid["sent"] - others["sent"],
        "own succeeded": valid["succeeded"] - others["succeeded"],
        "other sent": others["sent"],
        "other succeeded": others["succeeded"],
    }


def _differ(counts: Counter[str]) -> bool:
    """Whether fewer succeeded for others than chance leaves to them (Fisher's exact test, one-sided)."""
    others, fewer = counts["other sent"], counts["other succeeded"]
    sent, succeeded = others + counts["own sent"], fewer + counts["own succeeded"]
    least = max(0, others - (sent - succeeded))
    whole = _choices(sent, others)
    return (
        sum(
            exp(_choices(succeeded, count) + _choices(sent - succeeded, others - count) - whole)
            for count in range(least, fewer + 1)
        )
        < CHANCE
    )


def _choices(of: int, chosen: int) -> float:
    """Return the logarithm of the number of ways to choose some of some."""
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
