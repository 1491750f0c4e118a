"""The check of `error.message-documented`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.applicability import codes_raised
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation
from kraken_conformance.operations.shape import short_json


@check("error.message-documented", applies=codes_raised)
def error_message_documented(observation: Observation) -> Iterator[Violation]:
    """The message of an error is the documented message of its code.

    Source: reference pages, "The possible errors that can be raised are".
    """
    for error in observation.raised:
        known = observation.contract.error(error.code) if isinstance(error.code, str) else None
        message = error.entry.get("message")
        if known is None or known.message is None or not isinstance(message, str) or not message.strip():
            continue
        if message != known.message:
            path = ("errors", error.index, "message")
            yield Violation(path, f'"{known.message}"', short_json(message), topic=error.code)
