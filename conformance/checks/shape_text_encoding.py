"""The check of `shape.text-encoding`."""

from kraken_conformance.checks._shared.garbled_text import garbled, sends_beyond_basic_plane
from kraken_conformance.checks._shared.text_values import texts_of
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json

NOT_PLAIN = (b"\\u", b"\0")
"""What stands in bytes of ASCII that hold other text: escapes, and text of 16 bits a character."""


def _has_text(observation: Observation) -> bool:
    response = observation.exchange.response
    if response is None or observation.mutation is None or not observation.is_graphql:
        return False
    plain = response.body.isascii() and not any(sign in response.body for sign in NOT_PLAIN)
    if not plain and any(not text.isascii() for _, text in texts_of(observation.body)):
        return True
    return sends_beyond_basic_plane(observation) and any(
        garbled(observation, path, text) for path, text in texts_of(observation.body)
    )


@check("shape.text-encoding", applies=_has_text)
def shape_text_encoding(observation: Observation) -> Violations:
    """Text comes as it was sent and as it was meant, and not in the characters of another encoding.

    A record may hold any text, which an earlier request may have stored so: of what inputs set, the texts that this
    request sent are judged, where it was accepted. What was not sent, and no input sets, weighs less. So does text
    without the characters beyond the basic plane that were sent: it may have been cleaned.

    Source: GraphQL specification, September 2025, section 3.5.3 String; RFC 8259, section 8.1 Character Encoding.
    """
    for path, text in texts_of(observation.body):
        found = garbled(observation, path, text)
        if found is not None:
            yield Violation(path, found.expected, short_json(text), found.level)
