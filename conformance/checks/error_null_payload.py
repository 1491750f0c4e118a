"""The check of `error.null-payload`."""

from typing import Any

from graphql import get_named_type, is_leaf_type

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


def _provoked(observation: Observation) -> bool:
    case, mutation = observation.case, observation.mutation
    if mutation is None or not mutation.errors_documented or case.expectation is Expectation.DRY:
        return False
    wanted = case.provokes is not None or (case.due is not None and not case.due.absent)
    return wanted and (bool(observation.raised) or _telling(observation))


def _values(observation: Observation) -> dict[str, Any]:
    """Return the documented fields of the payload that came, but for what a dry run fills; whether each has a value."""
    assert observation.mutation is not None
    names = {field.name for field in observation.mutation.fields} - {observation.mutation.possible_errors}
    root = observation.root if isinstance(observation.root, dict) else {}
    return {name: value is not None for name, value in root.items() if name in names}


def _telling(observation: Observation) -> bool:
    """Whether nulls in all fields of the payload are no chance: there is an object among them, or three fields."""
    assert observation.mutation is not None
    opaque = observation.contract.opaque_types
    types = {field.name: get_named_type(field.type) for field in observation.mutation.fields}
    objects = {name for name, type_ in types.items() if not is_leaf_type(type_) or type_.name in opaque}
    values = _values(observation)
    return len(values) > 2 or bool(objects & values.keys())


@check("error.null-payload", applies=_provoked)
def error_null_payload(observation: Observation) -> Violations:
    """A refusal is an error, and no payload whose fields are all null.

    Only answers to an input that should be refused are looked at: a success may well have nothing to return.

    Source: reference pages, "The possible errors that can be raised are".
    """
    if not observation.body.get("errors") and not any(_values(observation).values()):
        assert observation.case.operation is not None
        path = ("data", observation.case.operation.root)
        yield Violation(path, "an error, or a payload with a value", short_json(observation.root))
