"""The check of `shape.data-key`."""

from graphql import is_non_null_type

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


def _asks_for_data(observation: Observation) -> bool:
    """Whether there is data, or has to be: no error says why there is none, or a field raised one."""
    if not graphql_answered(observation) or not isinstance(observation.json, dict):
        return False
    in_field = any(observation.begins_with_root(error) for error in observation.raised)
    return observation.data is not None or not observation.body.get("errors") or in_field


@check("shape.data-key", applies=_asks_for_data)
def shape_data_key(observation: Observation) -> Violations:
    """A response without errors has data, and data is null or missing only beside errors.

    An error in a field is one of execution, so there is data beside it; and it makes nothing null above
    the nearest field that may be null.

    Source: GraphQL specification, September 2025, sections 7.1.1 Execution Result and 7.1.5 Data.
    """
    in_field = any(observation.begins_with_root(error) for error in observation.raised)
    if "data" not in observation.body:
        if not observation.body.get("errors"):
            yield Violation(
                ("data",), "data, as there are no errors", f"no data: {short_json(observation.body)}"
            )
        elif in_field:
            yield Violation(("data",), "data, as an error was raised in a field", "no data")
    elif observation.data is None:
        if not observation.body.get("errors"):
            yield Violation(("data",), "an object, as there are no errors", "null")
        elif in_field and _may_be_null(observation):
            yield Violation(("data",), "an object in which the mutation's own field is null", "null")
    elif not isinstance(observation.data, dict):
        yield Violation(("data",), "an object or null", short_json(observation.data))


def _may_be_null(observation: Observation) -> bool:
    """Whether the target's own schema says that the mutation may return null."""
    schema = observation.target.schema
    if schema is None or schema.mutation_type is None or observation.mutation is None:
        return False
    field = schema.mutation_type.fields.get(observation.mutation.name)
    return field is not None and not is_non_null_type(field.type)
