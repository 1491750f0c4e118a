"""The check of `state.sent-again`."""

from collections.abc import Iterator

from kraken_conformance.checks._shared.sequence import was_as_planned
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.json_path import Path, value_at
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level

ID = "state.sent-again"
NAMES = ("id", "number", "code", "reference")
"""Fields that say which record it is."""


def _applies(observation: Observation) -> bool:
    return (
        observation.case.about == ID
        and observation.succeeded
        and was_as_planned(observation)
        and bool(_records(observation))
        and any(True for _ in _others(observation))
    )


@check(ID, applies=_applies)
def state_sent_again(observation: Observation) -> Violations:
    """A request that comes again with its idempotency key makes no second record, at the same moment neither.

    One at the same moment may be refused, as the first one has not ended.

    Source: the name of the input, and reference pages, "Idempotency key used for another repayment request."
    """
    for other in _others(observation):
        for path, value in _records(observation).items():
            known = value_at(other.root, path)
            if known is not None and known != value:
                assert observation.case.operation is not None
                place = ("data", observation.case.operation.root, *path)
                yield Violation(place, f"{known}, as in the other answer", str(value), Level.SHOULD)


def _others(observation: Observation) -> Iterator[Observation]:
    """Yield the answers to the same request that have to say the same."""
    exchanges = observation.exchange.rivals or observation.exchange.before[-1:]
    answers = (Observation(exchange, observation.target) for exchange in exchanges)
    return (answer for answer in answers if answer.succeeded)


def _records(observation: Observation) -> dict[Path, object]:
    mutation = observation.mutation
    leaves = {} if mutation is None else observation.target.answer_leaves(mutation)
    named = (path for path in leaves if str(path[-1]).lower().endswith(NAMES))
    return {path: found for path in named if (found := value_at(observation.root, path)) is not None}
