"""The check of `error.extensions`."""

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json
from kraken_conformance.spec import Level


def _carries_extensions(observation: Observation) -> bool:
    return "extensions" in observation.body or any(
        "extensions" in error.entry for error in observation.errors
    )


@check("error.extensions", applies=_carries_extensions)
def error_extensions(observation: Observation) -> Violations:
    """Where an error or the response has extensions, they are an object.

    Null for no extensions is no map either, but no client fails because of it. That the description in them is text is
    known from the platform, and weighs less.

    Source: GraphQL specification, September 2025, sections 7.1.6 Errors and 7.1.7 Extensions.
    """
    places = [
        ((), observation.body),
        *((("errors", error.index), error.entry) for error in observation.errors),
    ]
    for path, holder in places:
        found = holder.get("extensions", {})
        if not isinstance(found, dict):
            level = Level.SHOULD if found is None else None
            yield Violation(
                (*path, "extensions"), "an object, or no entry `extensions`", short_json(found), level
            )
    described = observation.contract.platform.errors.description
    for error in observation.raised:
        extensions = error.entry.get("extensions")
        text = extensions.get(described) if isinstance(extensions, dict) else None
        if text is not None and not isinstance(text, str):
            place = ("errors", error.index, "extensions", described)
            yield Violation(place, "text, or no description", short_json(text), Level.SHOULD)
