"""Exchanges that show nothing of an `http` requirement."""

from dataclasses import replace

from kraken_conformance.judging.observation import Observation
from kraken_conformance.probes.http_audits import PROBE as AUDITS
from kraken_conformance.probes.http_requests import PROBE as BODIES
from kraken_conformance.probes.mutation_by_get import PROBE as BY_GET
from kraken_conformance.selftest.uncounted.changes import (
    INVALID,
    PAGE,
    SOMEBODY_ELSE,
    answered,
)
from kraken_conformance.selftest.uncounted.registry import not_counted
from kraken_conformance.spec.loading.http_profile import VERSIONS, load_http_profile

VALID = "valid-input"
OF_ANSWERS = ("http.no-server-error", "http.json", "http.content-type", "http.status")
OF_BODIES = ("http.malformed-json", "http.non-utf8", "http.huge-body", "http.deep-body")
OF_AUDITS = tuple(audit.requirement for version in VERSIONS for audit in load_http_profile(version).audits)

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*OF_ANSWERS, probe=VALID)(_by_somebody_else)
    not_counted(*OF_BODIES, probe=BODIES)(_by_somebody_else)
    not_counted("http.mutation-by-get", probe=BY_GET)(_by_somebody_else)
    not_counted(*OF_AUDITS, probe=AUDITS)(_by_somebody_else)


def too_many_requests(observation: Observation) -> Observation:
    """The server refuses because there were too many requests: it did not look at this one."""
    return answered(observation, b"Slow down.", 429, "text/plain")


not_counted("http.no-server-error", "http.json", "http.no-page", probe=VALID)(too_many_requests)


@not_counted("http.no-page", probe=VALID)
def firewall_page_for_an_attack(observation: Observation) -> Observation:
    """The input has a text that a firewall takes for an attack, and its page comes instead."""
    changed = replace(
        observation.case, variables={**observation.case.variables, "note": "<script>1</script>"}
    )
    page = answered(observation, PAGE, 200, "text/html")
    return replace(page, exchange=replace(page.exchange, case=changed))


@not_counted("http.no-page", probe=VALID)
def page_of_a_failure(observation: Observation) -> Observation:
    """The status is one of 5xx, which `http.no-server-error` reports, or a gateway's."""
    return answered(observation, PAGE, 502, "text/html")


not_counted(*OF_BODIES, probe=BODIES)(too_many_requests)
not_counted("http.mutation-by-get", probe=BY_GET)(too_many_requests)
not_counted(*OF_AUDITS, probe=AUDITS)(too_many_requests)


@not_counted("http.status", probe=VALID)
def without_data(observation: Observation) -> Observation:
    """The response has no data."""
    return answered(observation, INVALID, 400)


@not_counted(*OF_BODIES, probe=BODIES)
def server_error(observation: Observation) -> Observation:
    """The status is one of 5xx, which `http.no-server-error` reports."""
    return answered(observation, b"Internal Server Error", 500, "text/plain")
