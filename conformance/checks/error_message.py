"""The check of `error.message`."""

from kraken_conformance.checks._shared.applicability import errors_listed
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json
from kraken_conformance.spec import Level


@check("error.message", applies=errors_listed)
def error_message(observation: Observation) -> Violations:
    """Every error has a message for people, which is a string.

    The specification does not forbid an empty one, though it helps no reader.

    Source: GraphQL specification, September 2025, section 7.1.6 Errors.
    """
    for error in observation.errors:
        message = error.entry.get("message")
        path = ("errors", error.index, "message")
        if not isinstance(message, str):
            actual = short_json(message) if "message" in error.entry else "no message"
            yield Violation(path, "a string that says what happened", actual)
        elif not message.strip():
            yield Violation(path, "a string that says what happened", short_json(message), Level.SHOULD)
