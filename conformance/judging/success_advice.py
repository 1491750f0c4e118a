"""What helps mutations that never succeeded to get there: the shortest way to the most successes first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kraken_conformance.events import Event, HelpFacts, OutcomeEvent, results_of
from kraken_conformance.judging.mutation_evidence import EvidenceKind

FLOW = "flow"
"""The probe that goes through what a mutation needs."""


def what_helps(
    events: Iterable[Event], outcome_events: Iterable[OutcomeEvent], pools: Mapping[str, Sequence[str]]
) -> list[HelpFacts]:
    """Return what to do, each with the mutations that it may bring to success, and what they answered.

    `pools` are, by mutation, the keys of pools of known values that fit its input. Each mutation is named once: with
    the pool that helps the most of them, else with the step of a flow that it lacks, else with its own answer.
    """
    never = {
        event["mutation"]: event["evidence"]["answers"]
        for event in outcome_events
        if event["mutation"] is not None and event["evidence"]["kind"] == EvidenceKind.REFUSED_ONLY
    }
    left = dict(never)
    helps: list[tuple[str, list[str]]] = []
    while keys := Counter(key for name in left for key in pools.get(name, ())):
        key, _ = max(keys.items(), key=lambda item: (item[1], item[0]))
        helps.append((f"give known values: the pool {key} of a profile", _take(left, pools, key)))
    steps = _lacking_steps(events)
    for step in dict.fromkeys(steps[name] for name in left if name in steps):
        helps.append(
            (f"let the earlier step succeed: {step}", [name for name in left if steps.get(name) == step])
        )
    for name in [name for name in left if name in steps]:
        del left[name]
    for answer in dict.fromkeys(left.values()):
        helps.append((f"see why it answers {answer}", [name for name in left if left[name] == answer]))
    ordered = sorted(helps, key=lambda one: -len(one[1]))
    return [
        {"do": do, "mutations": names, "answers": [never[name] for name in names]} for do, names in ordered
    ]


def _take(left: dict[str, str], pools: Mapping[str, Sequence[str]], key: str) -> list[str]:
    """Take the mutations out of `left` that a pool may help, and return their names."""
    names = [name for name in left if key in pools.get(name, ())]
    for name in names:
        del left[name]
    return names


def _lacking_steps(events: Iterable[Event]) -> dict[str, str]:
    """Return, by mutation, the earlier step that most of its walks lacked, with what it did."""
    found: dict[str, str] = {}
    for event in results_of(events):
        mutation = event["mutation"]
        if mutation is not None and event["probe"] == FLOW and event.get("not_reached"):
            first = max(event["not_reached"], key=lambda one: one["cases"])
            found[mutation] = f"{first['step']} {first['why']}"
    return found
