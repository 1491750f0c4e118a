"""The check of `shape.field-present`."""

from dataclasses import replace

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.spec import Level


@check("shape.field-present", applies=shows("field-present"))
def shape_field_present(observation: Observation) -> Violations:
    """Every field that was asked for is in the response, be it with the value null.

    Where the mutation is refused and is there with null, a field that was asked for beside it weighs less: what made
    the refusal may stand before the server and know nothing of it.

    Source: GraphQL specification, September 2025, section 6.3 Executing Selection Sets.
    """
    refused = _is_plain_refusal(observation)
    for violation in of_kind(observation, "field-present"):
        yield replace(violation, level=Level.SHOULD) if refused else violation


def _is_plain_refusal(observation: Observation) -> bool:
    """Whether there are errors, and data has nothing but null, that of the mutation among it."""
    data, operation = observation.data, observation.case.operation
    if not observation.errors or operation is None or not isinstance(data, dict):
        return False
    return operation.root in data and all(value is None for value in data.values())
