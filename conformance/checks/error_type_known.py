"""The check of `error.type-known`."""

from kraken_conformance.checks._shared.applicability import has_extension
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json

_has_type = has_extension(lambda facts: facts.type)


def _gives_type(observation: Observation) -> bool:
    return bool(observation.contract.error_types) and _has_type(observation)


@check("error.type-known", applies=_gives_type)
def error_type_known(observation: Observation) -> Violations:
    """The type of an error is one of those that the platform knows.

    Source: platform documentation, values of errorType.
    """
    known = observation.contract.error_types
    for error in observation.errors:
        found = error.extensions.get(error.facts.type)
        if found is not None and found not in known:
            yield Violation(error.place_of(error.facts.type), f"one of {', '.join(known)}", short_json(found))
