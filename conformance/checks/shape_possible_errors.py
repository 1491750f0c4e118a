"""The check of `shape.possible-errors`."""

from kraken_conformance.checks._shared.codes import may_raise
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


def _lists_codes(observation: Observation) -> bool:
    facts = observation.contract.platform.possible_errors
    return (
        facts is not None
        and observation.mutation is not None
        and isinstance(observation.root, dict)
        and observation.mutation.errors_documented
        and any(field.name == facts.field for field in observation.mutation.fields)
        and isinstance(listed := observation.root.get(facts.field), list)
        and any(isinstance(entry, dict) and isinstance(entry.get(facts.code), str) for entry in listed)
    )


@check("shape.possible-errors", applies=_lists_codes)
def shape_possible_errors(observation: Observation) -> Violations:
    """The payload's possibleErrors is null or lists codes that the mutation declares or that are common.

    Source: reference pages, "possibleErrors" and "The possible errors that can be raised are".
    """
    assert observation.mutation is not None
    assert observation.case.operation is not None
    facts = observation.contract.platform.possible_errors
    assert facts is not None
    for index, entry in enumerate(observation.root[facts.field]):
        code = entry.get(facts.code) if isinstance(entry, dict) else None
        if isinstance(code, str) and not may_raise(observation.contract, observation.mutation, code):
            path = ("data", observation.case.operation.root, facts.field, index, facts.code)
            yield Violation(path, "a code that the mutation declares", short_json(code))
