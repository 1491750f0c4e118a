"""The check of `error.code-present`."""

from kraken_conformance.checks._shared.applicability import errors_raised
from kraken_conformance.checks._shared.codes import weight_at
from kraken_conformance.checks._shared.defaults_taken import lost_defaults
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


@check("error.code-present", applies=errors_raised)
def error_code_present(observation: Observation) -> Violations:
    """An error that the mutation raises carries its code in extensions.errorCode.

    Source: reference pages, "The possible errors that can be raised are"; platform documentation.
    """
    lost = lost_defaults(observation)  # another requirement says what is wrong there
    for error in observation.raised:
        if error.code is None and error not in lost:
            actual = (
                short_json(error.entry.get("extensions")) if "extensions" in error.entry else "no extensions"
            )
            yield Violation(error.code_place, error.facts.code_form_in_words, actual, weight_at(error))
