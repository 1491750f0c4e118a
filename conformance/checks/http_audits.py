"""The checks of the audits of GraphQL over HTTP, one for each audit of the profile; see `spec/http/`."""

from kraken_conformance.checks._shared.control import control_executed
from kraken_conformance.checks._shared.http_facts import charset, is_utf8, media_type
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import REFUSED_UNREAD
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.probes.http_audits import PROBE, raw_request
from kraken_conformance.spec.loading.http_profile import VERSIONS, Audit, is_status, load_http_profile


def _register(audit: Audit) -> None:
    request = raw_request(audit.request)

    def applies(observation: Observation) -> bool:
        return (
            observation.case.raw == request
            and (observation.is_graphql or _answers(observation))
            and _is_about(audit, observation)
        )

    def run(observation: Observation) -> Violations:
        return _violations(audit, observation)

    run.__doc__ = audit.text
    check(audit.requirement, applies=applies, probe=PROBE)(run)


def _answers(observation: Observation) -> bool:
    """Whether the answer is the server's own, though it is not one of GraphQL."""
    response = observation.exchange.response
    return response is not None and response.status not in REFUSED_UNREAD and control_executed(observation)


def _is_about(audit: Audit, observation: Observation) -> bool:
    """Whether the status is one of those that an audit speaks of."""
    response = observation.exchange.response
    return not audit.when or (response is not None and is_status(response.status, audit.when))


def _violations(audit: Audit, observation: Observation) -> Violations:
    response, expected = observation.exchange.response, audit.expected
    assert response is not None
    if not expected.allows_status(response.status):
        yield Violation((), str(expected), f"status {response.status}")
    elif expected.media_type not in (None, media_type(response)):
        yield Violation((), str(expected), f"content type {response.headers.get('content-type')}")
    elif expected.utf8 and not is_utf8(response.body):
        yield Violation((), str(expected), "a body that is not UTF-8")
    elif expected.absent and not isinstance(observation.json, dict):
        yield Violation((), str(expected), "a body that is no JSON object")
    elif expected.absent and expected.absent in observation.body:
        yield Violation((expected.absent,), str(expected), f"an entry `{expected.absent}`")
    elif expected.header and expected.header not in response.headers:
        yield Violation((), str(expected), f"status {response.status} without the header")
    elif expected.charset and charset(response) != expected.charset:
        header = response.headers.get("content-type", "no Content-Type header")
        yield Violation((), str(expected), header)


for _version in VERSIONS:
    for _audit in load_http_profile(_version).audits:
        _register(_audit)
