"""What the checks of dry runs share: which answers they look at."""

from typing import Any

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation


def asks_by_header(observation: Observation) -> bool:
    """Whether a dry run was asked for by the header, as against `@skip` in the document."""
    return observation.case.expectation is Expectation.DRY and (
        observation.contract.platform.headers.dry_run_header in observation.case.headers
    )


def answers_header(observation: Observation) -> bool:
    """Whether a target that is known to honour the header answered such a request with an object."""
    if observation.contract.platform.possible_errors is None or not asks_by_header(observation):
        return False
    return observation.target.dry_run_honoured is True and isinstance(observation.root, dict)


def payload(observation: Observation) -> dict[str, Any]:
    """Return the object that the mutation answered with."""
    assert isinstance(observation.root, dict)
    return observation.root
