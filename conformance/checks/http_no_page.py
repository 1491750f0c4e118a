"""The check of `http.no-page`."""

import re

from kraken_conformance.checks._shared.http_facts import HTML, JSON, is_usual_request, media_type
from kraken_conformance.checks._shared.text_values import texts_of
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.answer_origin import answer_of, quoted
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.answer_words import Origin
from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.exchange import GRAPHQL_RESPONSE, REFUSED_UNREAD
from kraken_conformance.model.json_answer import NOT_JSON
from kraken_conformance.model.violation import Violation, Violations

LONGEST = 100
"""Characters of a text that no firewall takes for an attack by its length."""

PLAIN = re.compile(rf"(?!.*(?:--|\.\.|//|[0-9]{{15}}))[A-Za-z0-9À-ɏ_ .,:@+/-]{{0,{LONGEST}}}")
"""Words, numbers, dates and addresses: firewalls look for quotes, brackets, escapes, paths, and for the numbers of
cards, which are not to get out. A meter point has 14 digits."""

SUSPICIOUS = re.compile(
    r"\b(null|none|nil|undefined|nan|inf(inity)?|true|false|select|union|insert|update|delete|drop|where|from|exec|eval|"
    r"script|system|admin|root|localhost|[A-Z]{2}[0-9]{2}[A-Z0-9 ]{11,})\b",
    re.IGNORECASE,
)
"""Words of programs, and numbers of bank accounts (ISO 13616), which firewalls look for as well."""


def _applies(observation: Observation) -> bool:
    response, case = observation.exchange.response, observation.case
    if response is None or case.operation is None or not is_usual_request(observation):
        return False
    valid = case.expectation is Expectation.ACCEPTED and case.credentials is Credentials.TOKEN
    if not valid or '"' in case.operation.document:
        return False
    if response.status in REFUSED_UNREAD or response.status >= 500 or 300 <= response.status <= 399:
        return False
    return all(_is_plain(text) for _, text in texts_of(case.variables))


def _is_plain(text: str) -> bool:
    return PLAIN.fullmatch(text) is not None and SUSPICIOUS.search(text) is None


def _is_reported_otherwise(observation: Observation) -> bool:
    """Whether `http.json` or `shape.top-level` is about what came: what says that it is JSON, or is a success."""
    response = observation.exchange.response
    assert response is not None
    declared = media_type(response)
    if 200 <= response.status <= 299:
        return declared != HTML
    return declared in (JSON, GRAPHQL_RESPONSE) and observation.json is NOT_JSON


@check("http.no-page", applies=_applies)
def http_no_page(observation: Observation) -> Violations:
    """A valid request whose texts are plain is answered by GraphQL, and not by a page of HTML, text or other JSON.

    A firewall may stop input that looks like an attack, and a gateway refuses with 401, 403, 429 and the like: none
    of them counts. Neither does a page that most requests get, or all from some request on, or one that does not come
    again.

    Source: GraphQL over HTTP, Response.
    """
    response = observation.exchange.response
    assert response is not None
    if answer_of(observation).origin is Origin.ELSEWHERE and not _is_reported_otherwise(observation):
        yield Violation((), "a GraphQL response to a valid request with plain texts", quoted(response))
