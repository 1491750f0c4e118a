"""The check of `document.values`."""

from dataclasses import replace

from kraken_conformance.checks._shared.document_answers import executed_all_the_same, must_be_refused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.operations.invalid_operations import FIELD_TWICE
from kraken_conformance.spec import Level


@check("document.values", applies=must_be_refused("document.values"))
def document_values(observation: Observation) -> Violations:
    """A document with a literal that does not fit its place is not executed, nor one with a field given twice.

    Of a field given twice the specification says that it must be unique: else it is not known which of its values
    counts. The others weigh less: servers differ in what they take for a value of a type.

    Source: GraphQL specification, September 2025, section 5.6 Values, 5.6.3 Input Object Field Uniqueness,
    6.1.1 Validating Requests.
    """
    level = None if observation.case.label == FIELD_TWICE else Level.SHOULD
    for violation in executed_all_the_same(observation):
        yield replace(violation, level=level)
