"""The errors that the reference server raises, in the platform's envelope."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError

from kraken_conformance.spec import Contract, ErrorCode

DESCRIPTIONS = {
    "APPLICATION": "The request is understood, and the state of things does not allow it.",
    "AUTHORIZATION": "The credentials do not allow this.",
    "NOT_FOUND": "What the request names does not exist.",
    "SERVICE_AVAILABILITY": "Something behind the API does not answer as it should.",
    "VALIDATION": "A value of the input is not acceptable.",
}
"""The errorDescription of each errorType."""

GENERAL = "The request cannot be carried out."
"""The errorDescription of a type that the platform does not have."""

TYPES_BY_WORD = (
    ("unauthorized", "AUTHORIZATION"),
    ("authorization", "AUTHORIZATION"),
    ("authentication", "AUTHORIZATION"),
    ("token has expired", "AUTHORIZATION"),
    ("not found", "NOT_FOUND"),
    ("does not exist", "NOT_FOUND"),
    ("could not find", "NOT_FOUND"),
    ("no account", "NOT_FOUND"),
    ("unexpected", "SERVICE_AVAILABILITY"),
    ("technical", "SERVICE_AVAILABILITY"),
    ("timeout", "SERVICE_AVAILABILITY"),
    ("too many requests", "SERVICE_AVAILABILITY"),
    ("invalid", "VALIDATION"),
    ("validation", "VALIDATION"),
)
"""The errorType by the first of these words that a message holds; APPLICATION without any."""


def message_of(entry: ErrorCode) -> str:
    """Return the documented message of a code, or its meaning where the documents give none."""
    return entry.message or entry.meaning or entry.code


def type_of(entry: ErrorCode, known: Sequence[str]) -> str:
    """Return the errorType that fits a code. The documents give none: it is read from the message.

    Where `known`, the types of a contract, has others than the platform's, the first of them serves for all.
    """
    text = message_of(entry).lower()
    fitting = next((type_ for word, type_ in TYPES_BY_WORD if word in text), "APPLICATION")
    return fitting if fitting in known or not known else known[0]


class ErrorBook:
    """Makes the entries of `errors` and of `possibleErrors` from the contract's codes."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def raised(
        self,
        code: str,
        *,
        path: Sequence[str | int],
        location: dict[str, int],
        seed: int,
        input_path: Sequence[str | int] | None = None,
    ) -> dict[str, Any]:
        """Return an entry of `errors`. `input_path` leads to the value to blame, None where there is none."""
        entry, extensions = self._entry(code), self._extensions(code)
        if input_path is not None:
            extensions[self._contract.platform.errors.validation_errors] = [
                {"message": message_of(entry), "inputPath": list(input_path)}
            ]
        if entry.refusal_reasons is not None:
            values = entry.refusal_reasons.values
            extensions[entry.refusal_reasons.extension] = [values[seed % len(values)]]
        return {
            "message": message_of(entry),
            "locations": [dict(location)],
            "path": list(path),
            "extensions": extensions,
        }

    def as_graphql(self, code: str) -> GraphQLError:
        """Return the error that a field of a query raises; its path is added where it is raised."""
        return GraphQLError(message_of(self._entry(code)), extensions=self._extensions(code))

    def _entry(self, code: str) -> ErrorCode:
        return self._contract.error(code) or ErrorCode(code, None)

    def _extensions(self, code: str) -> dict[str, Any]:
        type_ = type_of(self._entry(code), self._contract.error_types)
        keys = self._contract.platform.errors
        return {
            keys.code: code,
            keys.type: type_,
            keys.description: DESCRIPTIONS.get(type_, GENERAL),
            "errorClass": type_,
        }

    def possible(self, codes: Sequence[str]) -> list[dict[str, str]]:
        """Return the entries of `possibleErrors` for some codes, each with its four fields."""
        found = (self._contract.error(code) for code in codes)
        keys, known = self._contract.platform.possible_errors, self._contract.error_types
        if keys is None:
            return []
        return [
            {
                keys.code: entry.code,
                keys.message: message_of(entry),
                keys.description: DESCRIPTIONS.get(type_of(entry, known), GENERAL),
                keys.type: type_of(entry, known),
            }
            for entry in found
            if entry is not None
        ]
