"""The check of `error.code-form`."""

from kraken_conformance.checks._shared.applicability import codes_raised
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


@check("error.code-form", applies=codes_raised)
def error_code_form(observation: Observation) -> Violations:
    """An error code has the form that the codes of the platform have.

    Source: reference pages, the error codes of all mutations.
    """
    form = observation.contract.platform.errors
    for error in observation.raised:
        if error.code is not None and not form.is_code(error.code):
            yield Violation(error.code_place, form.code_form_in_words, short_json(error.code))
