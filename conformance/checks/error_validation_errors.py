"""The check of `error.validation-errors`."""

from kraken_conformance.checks._shared.applicability import has_extension
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


@check("error.validation-errors", applies=has_extension(lambda facts: facts.validation_errors))
def error_validation_errors(observation: Observation) -> Violations:
    """Where an error has validationErrors, they are a list of objects with a message, and perhaps an inputPath.

    Inputs that are valid alone and wrong together have no path. That a path is a list is not documented: text will do.

    Source: platform documentation, the error envelope.
    """
    for error in observation.errors:
        found = error.extensions.get(error.facts.validation_errors)
        path = error.place_of(error.facts.validation_errors)
        if found is None:
            continue
        if not isinstance(found, list):
            yield Violation(path, "a list", short_json(found))
            continue
        for index, entry in enumerate(found):
            if not _is_validation_error(entry):
                expected = "an object with the text `message`, and no `inputPath` but a list or text"
                yield Violation((*path, index), expected, short_json(entry))


def _is_validation_error(entry: object) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("message"), str):
        return False
    steps = entry.get("inputPath")
    return isinstance(steps, str | None) or (
        isinstance(steps, list) and all(type(step) in (str, int) for step in steps)
    )
