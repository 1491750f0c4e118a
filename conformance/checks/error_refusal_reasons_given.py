"""The check of `error.refusal-reasons-given`."""

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json
from kraken_conformance.spec import Contract, Level, RefusalReasons


def _documented(contract: Contract) -> list[tuple[str, RefusalReasons]]:
    """Return the codes that have reasons, with the key and the values of these."""
    entries = contract.errors.values()
    return [(entry.code, entry.refusal_reasons) for entry in entries if entry.refusal_reasons is not None]


def _has_reasons(observation: Observation) -> bool:
    codes = dict(_documented(observation.contract))
    return observation.mutation is not None and any(error.code_text in codes for error in observation.raised)


@check("error.refusal-reasons-given", applies=_has_reasons)
def error_refusal_reasons_given(observation: Observation) -> Violations:
    """An error whose code has refusal reasons gives at least one, under the key of that code and no other.

    The texts say that the error may have them: where it has none, it weighs least.

    Source: reference pages, the texts of mutations that list refusal reasons.
    """
    keys = {reasons.extension for _, reasons in _documented(observation.contract)}
    for error in observation.raised:
        reasons = dict(_documented(observation.contract)).get(error.code_text)
        if reasons is None:
            continue
        if error.extensions.get(reasons.extension) in (None, []):
            actual = short_json(error.extensions)
            place = error.place_of(reasons.extension)
            yield Violation(place, "a list with at least one reason", actual, Level.MAY)
        for other in sorted(keys - {reasons.extension}):
            if error.extensions.get(other):
                yield Violation(
                    error.place_of(other), f"reasons under {reasons.extension} alone", "reasons here too"
                )
