"""The probe of request bodies that no client means to send."""

from collections.abc import Iterator
from typing import Final

from kraken_conformance.model.case import Case, Expectation, InputFault, RawRequest
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes._shared.preconditions import plain_query
from kraken_conformance.probes.registry import server_probe
from kraken_conformance.target.view import TargetView

PROBE: Final = "http-requests"

HUGE: Final = 4 * 1024 * 1024  # bytes; far above the default limits of the common servers
DEEP_DOCUMENT: Final = 5_000  # levels; a parser that descends recursively must have a limit of its own
DEEP_JSON: Final = 50_000  # levels


@server_probe(PROBE)
def http_requests(target: TargetView) -> Cases:
    """Bodies that are no JSON, not UTF-8, huge or deeply nested. They ask for `__typename` only."""
    fixed = tuple(_case(target, fault, body) for fault, body in _bodies())
    return Cases(fixed=fixed, control=plain_query(PROBE, target))


def _bodies() -> Iterator[tuple[InputFault, bytes]]:
    malformed = {
        "JSON that ends too early": b'{"query": "{ __typename }"',
        "JSON with something after it": b'{"query": "{ __typename }"} and more',
        "JSON with single quotes": b"{'query': '{ __typename }'}",
        "a GraphQL document in the place of JSON": b"{ __typename }",
    }
    for detail, body in malformed.items():
        yield InputFault("malformed-json", (), "JSON", detail), body
    foreign = {
        "a text with a byte that UTF-8 does not know": b'{"query": "{ __typename } # \xff"}',
        "a text in Latin-1": '{"query": "{ __typename } # Zähler"}'.encode("latin-1"),
    }
    for detail, body in foreign.items():
        yield InputFault("non-utf8", (), "UTF-8", detail), body
    yield (
        InputFault("huge-body", (), "JSON", f"a comment of {HUGE:,} bytes"),
        _json("{ __typename } #" + "x" * HUGE),
    )
    nested = {
        f"a selection {DEEP_DOCUMENT:,} levels deep": _json("{a" * DEEP_DOCUMENT + "}" * DEEP_DOCUMENT),
        f"a list literal {DEEP_DOCUMENT:,} levels deep": _json(
            "{ __typename @include(if: " + "[" * DEEP_DOCUMENT + "]" * DEEP_DOCUMENT + ") }"
        ),
        f"a variable {DEEP_JSON:,} levels deep": b'{"query": "{ __typename }", "variables": {"deep": '
        + b"[" * DEEP_JSON
        + b"]" * DEEP_JSON
        + b"}}",
    }
    for detail, body in nested.items():
        yield InputFault("deep-body", (), "JSON", detail), body


def _json(document: str) -> bytes:
    return b'{"query": "' + document.encode() + b'"}'


def _case(target: TargetView, fault: InputFault, body: bytes) -> Case:
    refused = fault.kind in ("malformed-json", "non-utf8")
    return Case(
        probe=PROBE,
        server=target.server.name,
        mutation=None,
        expectation=Expectation.REJECTED if refused else Expectation.ANY,
        label=fault.detail,
        raw=RawRequest(body=body),
        fault=fault,
    )
