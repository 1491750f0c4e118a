"""The check of `shape.text-encoding`."""

from kraken_conformance.checks._shared.garbled_text import garbled
from kraken_conformance.checks._shared.text_values import texts_of
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


def _has_text(observation: Observation) -> bool:
    if observation.mutation is None or not observation.is_graphql:
        return False
    return any(map(_telling, texts_of(observation.body)))


def _telling(place: tuple[tuple[str | int, ...], str]) -> bool:
    return not place[1].isascii()


@check("shape.text-encoding", applies=_has_text)
def shape_text_encoding(observation: Observation) -> Violations:
    """Text comes as it was sent and as it was meant, and not in the characters of another encoding.

    What was not sent weighs less: it may have been stored so.

    Source: GraphQL specification, September 2025, section 3.5.3 String; RFC 8259, section 8.1 Character Encoding.
    """
    for path, text in texts_of(observation.body):
        found = garbled(observation, text)
        if found is not None:
            yield Violation(path, found.expected, short_json(text), found.level)
