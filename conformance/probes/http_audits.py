"""The probe that sends what the audits of GraphQL over HTTP ask for."""

from typing import Final

from kraken_conformance.model.case import Case, RawRequest
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes._shared.preconditions import plain_query
from kraken_conformance.probes.registry import server_probe
from kraken_conformance.spec.loading.http_profile import AuditRequest, load_http_profile
from kraken_conformance.target.view import TargetView

PROBE: Final = "http-audits"


def raw_request(request: AuditRequest) -> RawRequest:
    """Return a profile's request as one that can be sent."""
    headers = (("accept", request.accept), ("content-type", request.content_type))
    return RawRequest(request.method, request.body, request.url, headers)


@server_probe(PROBE, executes=False)
def http_audits(target: TargetView) -> Cases:
    """Each request of the profiles once. They ask for `__typename` only: nothing is changed."""
    asked: dict[RawRequest, str] = {}
    for version in target.http_profiles:
        for request in load_http_profile(version).requests:
            asked.setdefault(raw_request(request), request.name)
    return Cases(
        fixed=tuple(
            Case(probe=PROBE, server=target.server.name, mutation=None, label=name, raw=raw)
            for raw, name in asked.items()
        ),
        control=plain_query(PROBE, target),
    )
