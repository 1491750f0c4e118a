"""The check of `error.type-present`."""

from kraken_conformance.checks._shared.applicability import codes_raised
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


def _gives_codes(observation: Observation) -> bool:
    return bool(observation.contract.error_types) and codes_raised(observation)


@check("error.type-present", applies=_gives_codes)
def error_type_present(observation: Observation) -> Violations:
    """An error that the mutation raises says of which type it is.

    Source: platform documentation, the error envelope.
    """
    for error in observation.raised:
        if error.code is not None and error.extensions.get(error.facts.type) is None:
            yield Violation(
                error.place_of(error.facts.type),
                f"one of {', '.join(observation.contract.error_types)}",
                short_json(error.extensions),
            )
