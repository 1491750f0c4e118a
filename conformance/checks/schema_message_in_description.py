"""The check of `schema.message-in-description`."""

import re
from collections.abc import Iterator

from kraken_conformance.checks._shared.schema_words import place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.checks.schema_errors_in_description import error_list
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations

ENTRY = re.compile(r"\W*(?P<code>[A-Z]{2,}-[A-Z0-9-]+)(?P<after>\W*)(?P<message>.*)")


def _messages(both: SchemaComparison) -> Iterator[tuple[str, str]]:
    """Yield each code of the list in the description that has a message behind it, with the message."""
    for line in (error_list(both) or "").splitlines():
        entry = ENTRY.fullmatch(line)
        if entry is None or ":" not in entry["after"]:
            continue
        known = both.contract.error(entry["code"])
        message = (entry["after"].rpartition(":")[2] + entry["message"]).strip()
        if known is not None and known.message is not None and _plain(message).strip("… "):
            yield entry["code"], message


def _plain(message: str) -> str:
    """Return a message without what Markdown and typography make of it."""
    return re.sub(r"[\s*`\\'\"’“”.]+", " ", message).strip().lower()


@schema_check("schema.message-in-description", applies=lambda both: any(_messages(both)))
def schema_message_in_description(both: SchemaComparison) -> Violations:
    """Where the description of the mutation lists an error with its message, that is the documented message.

    Source: reference pages, "The possible errors that can be raised are".
    """
    for code, message in _messages(both):
        known = both.contract.error(code)
        if known is not None and known.message is not None and _plain(message) != _plain(known.message):
            yield Violation(place(both), f'{code}: "{known.message}"', f'{code}: "{message}"', topic=code)
