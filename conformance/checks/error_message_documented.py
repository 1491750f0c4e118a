"""The check of `error.message-documented`."""

from collections.abc import Iterator

from kraken_conformance.checks._shared.applicability import codes_raised
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation, RaisedError
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


def _documented(observation: Observation) -> Iterator[tuple[RaisedError, str]]:
    """Yield the errors that have a message, each with the documented message of its code."""
    for error in observation.raised:
        known = observation.contract.error(error.code_text)
        message = error.entry.get("message")
        if known is not None and known.message is not None and isinstance(message, str) and message.strip():
            yield error, known.message


@check(
    "error.message-documented",
    applies=lambda observation: codes_raised(observation) and any(_documented(observation)),
)
def error_message_documented(observation: Observation) -> Violations:
    """The message of an error is the documented message of its code.

    Source: reference pages, "The possible errors that can be raised are".
    """
    for error, documented in _documented(observation):
        message = error.entry["message"]
        if message != documented:
            path = ("errors", error.index, "message")
            yield Violation(path, f'"{documented}"', short_json(message), topic=error.code)
