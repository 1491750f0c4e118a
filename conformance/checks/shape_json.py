"""The check of `shape.json`."""

import json
from collections.abc import Iterator

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks._shared.text_values import texts_of
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.sent_values import sent_values
from kraken_conformance.model.json_path import value_at
from kraken_conformance.model.violation import Violations


@check("shape.json", applies=shows("json"))
def shape_json(observation: Observation) -> Violations:
    """Text of a scalar named JSONString is JSON, or the value of the JSON text that was sent.

    Source: the name of the scalar in the target's own schema; reference pages, the sample response.
    """
    read = frozenset(_read_texts(observation))
    for violation in of_kind(observation, "json"):
        if value_at(observation.json, violation.path) not in read:
            yield violation


def _read_texts(observation: Observation) -> Iterator[str]:
    """Yield the texts that stand as JSON in the texts that were sent: some servers read these, and answer with them."""
    for _, text in texts_of(sent_values(observation.case)):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, str):
            yield value
