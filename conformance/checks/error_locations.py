"""The check of `error.locations`."""

import re
from typing import Any

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json
from kraken_conformance.spec import Level

LINE_TERMINATOR = re.compile(r"\r\n|\n|\r")
"""What ends a line of a document, and nothing else; GraphQL specification, September 2025, section 2.1.2."""


def _names_locations(observation: Observation) -> bool:
    sent_as_is = observation.case.operation is not None and observation.case.raw is None
    return sent_as_is and any("locations" in error.entry for error in observation.errors)


@check("error.locations", applies=_names_locations)
def error_locations(observation: Observation) -> Violations:
    """The locations of an error are a list of lines and columns, from 1 on, in the document that was sent.

    An empty list or null says nothing, but is not forbidden. A place outside of the document weighs less: a gateway
    may have rewritten the document.

    Source: GraphQL specification, September 2025, section 7.1.6 Errors.
    """
    assert observation.case.operation is not None
    lines = LINE_TERMINATOR.split(observation.case.operation.document)
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
                at, shown = (*place, index), short_json(location)
                if not _has_its_form(location):
                    yield Violation(at, "a line and a column, counted from 1", shown)
                elif not _is_inside(location["line"], location["column"], lines):
                    yield Violation(at, "a line and a column in the document", shown, Level.SHOULD)


def _has_its_form(location: Any) -> bool:
    if not isinstance(location, dict):
        return False
    return all(type(location.get(key)) is int and location[key] >= 1 for key in ("line", "column"))


def _is_inside(line: int, column: int, lines: list[str]) -> bool:
    """Whether a location is in the document. Columns may count bytes, and may be just behind the end."""
    return line <= len(lines) and column <= len(lines[line - 1].encode("utf-8", "surrogatepass")) + 1
