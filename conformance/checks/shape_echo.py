"""The check of `shape.echo`."""

from kraken_conformance.checks._shared.echoes import echoes
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


@check("shape.echo", applies=lambda observation: any(echoes(observation)))
def shape_echo(observation: Observation) -> Violations:
    """A field that is named like an input gives back the value that was sent.

    Only names that say which record is meant are looked at, and only values of the same form: another value of
    another form may be another thing. Where the flows of the contract say which input a field shows, any value is.
    Of a list of objects, no item is missing where others that were sent with it are there. Text under any name of an
    input is not what was sent there, escaped for HTML: a client that writes HTML does that. And a date is not the day
    before the one that was sent: so it comes out of another time zone.

    Source: reference pages, the sample operation and the sample response.
    """
    for path, sent, given in echoes(observation):
        if isinstance(given, str) and type(sent) is int and str(sent) == given:
            continue  # an ID may be sent as a number, and comes back as text
        if isinstance(sent, str) and sent.strip() == given:
            continue  # blanks at the ends of a text are often taken away
        if sent != given or isinstance(sent, str) != isinstance(given, str):
            yield Violation(path, f"{short_json(sent)}, as it was sent", short_json(given))
