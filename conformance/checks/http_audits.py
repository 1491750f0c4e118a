"""The checks of the audits of GraphQL over HTTP, one for each audit of the profile; see `spec/http/`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.wire import is_utf8, media_type
from kraken_conformance.observation import Observation
from kraken_conformance.probes.http_audits import PROBE, raw_request
from kraken_conformance.spec.http_profile import Audit, load_http_profile


def _register(audit: Audit) -> None:
    request = raw_request(audit.request)

    def applies(seen: Observation) -> bool:
        sent = seen.case.probe == PROBE and seen.case.raw == request
        return sent and seen.exchange.response is not None

    def run(seen: Observation) -> Iterator[Breach]:
        return _breaches(audit, seen)

    run.__doc__ = audit.text
    check(audit.requirement, applies=applies)(run)


def _breaches(audit: Audit, seen: Observation) -> Iterator[Breach]:
    response, expected = seen.exchange.response, audit.expected
    assert response is not None
    if not expected.allows_status(response.status):
        yield Breach((), str(expected), f"status {response.status}")
    elif expected.media_type not in (None, media_type(response)):
        yield Breach((), str(expected), f"content type {response.headers.get('content-type')}")
    elif expected.utf8 and not is_utf8(response.body):
        yield Breach((), str(expected), "a body that is not UTF-8")
    elif expected.absent and not isinstance(seen.json, dict):
        yield Breach((), str(expected), "a body that is no JSON object")
    elif expected.absent and expected.absent in seen.body:
        yield Breach((expected.absent,), str(expected), f"an entry `{expected.absent}`")


for _audit in load_http_profile().audits:
    _register(_audit)
