"""The check of `state.renewed`."""

from collections.abc import Iterator

from kraken_conformance.checks._shared.sequence import remembers, was_as_planned
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.json_path import Path, value_at
from kraken_conformance.model.violation import Violation, Violations

ID = "state.renewed"


def _applies(observation: Observation) -> bool:
    return (
        observation.case.about == ID
        and observation.succeeded
        and was_as_planned(observation)
        and remembers(observation)
        and any(True for _ in _both(observation))
    )


@check(ID, applies=_applies)
def state_renewed(observation: Observation) -> Violations:
    """What a mutation makes again is another value each time: a key that is regenerated is not the one of before.

    It is judged on targets that have just shown that they remember.

    Source: reference pages, "Regenerate the live secret key for the authenticated user."
    """
    assert observation.case.operation is not None
    for path, earlier, now in _both(observation):
        if earlier == now:
            place = ("data", observation.case.operation.root, *path)
            yield Violation(place, "another value than the one just before", "the same value")


def _both(observation: Observation) -> Iterator[tuple[Path, object, object]]:
    """Yield the paths of what is renewed, with its value in the answer before and in this one."""
    assert observation.mutation is not None
    last = Observation(observation.exchange.before[-1], observation.target)
    for _, step in observation.contract.steps_of(observation.mutation.name):
        for path in (step.gives[name].path for name in step.renews):
            earlier, now = value_at(last.root, path), value_at(observation.root, path)
            if earlier is not None and now is not None:
                yield path, earlier, now
