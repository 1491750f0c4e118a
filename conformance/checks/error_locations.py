"""The check of `error.locations`."""

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json
from kraken_conformance.spec import Level


def _names_locations(observation: Observation) -> bool:
    sent_as_is = observation.case.operation is not None and observation.case.raw is None
    return sent_as_is and any("locations" in error.entry for error in observation.errors)


@check("error.locations", applies=_names_locations)
def error_locations(observation: Observation) -> Violations:
    """The locations of an error are a list of lines and columns, from 1 on, in the document that was sent.

    An empty list or null says nothing, but is not forbidden.

    Source: GraphQL specification, September 2025, section 7.1.6 Errors.
    """
    assert observation.case.operation is not None
    lines = observation.case.operation.document.splitlines()
    for error in observation.errors:
        found = error.entry.get("locations", ...)
        place = ("errors", error.index, "locations")
        if found is None or found == []:
            yield Violation(
                place, "a list of places, or no entry `locations`", short_json(found), Level.SHOULD
            )
        elif found is not ... and not isinstance(found, list):
            yield Violation(place, "a list of places", short_json(found))
        elif found is not ...:
            for index, location in enumerate(found):
                if not _is_inside(location, lines):
                    yield Violation(
                        (*place, index), "a line and a column in the document", short_json(location)
                    )


def _is_inside(location: object, lines: list[str]) -> bool:
    """Whether a location is in the document. Columns may count bytes, and may be just behind the end."""
    if not isinstance(location, dict):
        return False
    line, column = location.get("line"), location.get("column")
    if type(line) is not int or type(column) is not int or line < 1 or line > max(len(lines), 1):
        return False
    return 1 <= column <= len(lines[line - 1].encode() if lines else b"") + 1
