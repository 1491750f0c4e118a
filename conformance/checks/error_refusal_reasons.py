"""The check of `error.refusal-reasons`."""

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json
from kraken_conformance.spec import Contract


def _documented(contract: Contract) -> dict[str, tuple[str, ...]]:
    """Return the documented reasons by the key of extensions that lists them."""
    documented = [
        code.refusal_reasons for code in contract.errors.values() if code.refusal_reasons is not None
    ]
    return {reasons.extension: reasons.values for reasons in documented}


def _gives_reasons(observation: Observation) -> bool:
    keys = _documented(observation.contract).keys()
    return any(error.extensions.get(key) is not None for error in observation.errors for key in keys)


@check("error.refusal-reasons", applies=_gives_reasons)
def error_refusal_reasons(observation: Observation) -> Violations:
    """Refusal reasons are a list of documented values, under the documented key of extensions.

    Source: reference pages, the texts of mutations that list refusal reasons.
    """
    for error in observation.errors:
        for key, values in _documented(observation.contract).items():
            found = error.extensions.get(key)
            path = ("errors", error.index, "extensions", key)
            if found is None:
                continue
            if not isinstance(found, list):
                yield Violation(path, "a list of reasons", short_json(found))
                continue
            for index, reason in enumerate(found):
                if reason not in values:
                    yield Violation((*path, index), f"one of {', '.join(values)}", short_json(reason))
