"""The check of `dry.not-executed`."""

import json

from graphql import get_named_type, is_non_null_type

from kraken_conformance.checks._shared.dry_run_answers import answers_header, payload
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations


def _would_show(observation: Observation) -> bool:
    """Whether a field was asked for that has a value only where the mutation is executed."""
    return answers_header(observation) and bool(payload(observation).keys() - _shows_nothing(observation))


@check("dry.not-executed", applies=_would_show)
def dry_not_executed(observation: Observation) -> Violations:
    """With the dry-run header nothing is executed, so nothing but possibleErrors has a value.

    A field that cannot be null has one in every answer, and shows nothing.

    Source: platform documentation, X-Kraken-Possible-Errors
    """
    operation = observation.case.operation
    assert operation is not None
    shows_nothing = _shows_nothing(observation)
    for name, value in payload(observation).items():
        if name not in shows_nothing and value is not None:
            yield Violation(
                path=("data", operation.root, name),
                expected="null: a dry run executes nothing",
                actual=json.dumps(value, ensure_ascii=False)[:160],
            )


def _shows_nothing(observation: Observation) -> frozenset[str]:
    """Return the fields that have a value whether the mutation is executed or not."""
    possible_errors = observation.contract.platform.possible_errors_field
    return frozenset({str(possible_errors), "__typename", *_never_null(observation)})


def _never_null(observation: Observation) -> frozenset[str]:
    """Return the fields of the payload that the schema gives a type without null."""
    root, mutation = observation.target.type_system.mutation_type, observation.mutation
    if root is None or mutation is None or mutation.name not in root.fields:
        return frozenset()
    fields = getattr(get_named_type(root.fields[mutation.name].type), "fields", {})
    return frozenset(name for name, field in fields.items() if is_non_null_type(field.type))
