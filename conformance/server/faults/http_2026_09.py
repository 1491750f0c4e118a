"""Faults that the audits of the edition of September 2026 tell apart, one for each audit.

Each changes the answer to the request of its audit alone, in the one thing that the audit asks of it.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp
from kraken_conformance.server.http.web import GRAPHQL_JSON, JSON, Handler, HttpAnswer, HttpRequest, encode
from kraken_conformance.spec.loading.http_profile import Audit, AuditRequest, load_http_profile

VERSION = "2026-09"

WRONG_STATUSES = (200, 418)
"""Statuses to answer with in place of those that are asked for; one of them is always wrong."""

Change = Callable[[HttpAnswer], HttpAnswer]


def _fault(audit: Audit, others: list[Audit]) -> Fault:
    words, change, also = _broken(audit, others)

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        answer = handler(request)
        return change(answer) if _is(audit.request, request) else answer

    return Fault(
        f"http-{VERSION}-{audit.id}",
        audit.requirement,
        f"The answer to {audit.request.name} {words}.",
        OnHttp(around),
        also={other.requirement: "It looks at the same answer." for other in also},
        http_profile=VERSION,
    )


def _broken(audit: Audit, others: list[Audit]) -> tuple[str, Change, list[Audit]]:
    """Return in words and as a function what makes an answer fail an audit, and which others it fails too."""
    expected = audit.expected
    if expected.header:
        return (
            f"has no header {expected.header.title()}",
            _without(expected.header),
            _typed_among(audit, others),
        )
    if expected.charset:
        return "does not say its encoding", _typed_as(JSON), []
    if expected.absent:
        return f"has an entry {expected.absent}", _with(expected.absent), []
    if expected.media_type:
        other = JSON if expected.media_type == GRAPHQL_JSON else GRAPHQL_JSON
        return f"is of the type {other}", _typed_as(f"{other}; charset=utf-8"), []
    status = next(status for status in WRONG_STATUSES if not expected.allows_status(status))
    return (
        f"has the status {status}",
        lambda answer: replace(answer, status=status),
        [other for other in others if not other.when and not other.expected.allows_status(status)],
    )


def _typed_among(audit: Audit, others: list[Audit]) -> list[Audit]:
    """Return the other audits that look at the header Content-Type, where that is what is missing."""
    if audit.expected.header != "content-type":
        return []
    return [other for other in others if other.expected.charset or other.expected.media_type]


def _without(header: str) -> Change:
    return lambda answer: replace(
        answer, headers={name: value for name, value in answer.headers.items() if name != header}
    )


def _typed_as(content_type: str) -> Change:
    return lambda answer: replace(answer, headers={**answer.headers, "content-type": content_type})


def _with(entry: str) -> Change:
    value = None if entry == "data" else [{"message": "Something is missing."}]
    return lambda answer: replace(answer, body=encode({**json.loads(answer.body), entry: value}))


def _is(audited: AuditRequest, request: HttpRequest) -> bool:
    """Whether a request is the one of an audit."""
    headers = request.headers
    return (
        request.method == audited.method
        and request.body == audited.body
        and headers.get("accept") == audited.accept
        and headers.get("content-type") == audited.content_type
        and tuple(parse_qsl(request.query, keep_blank_values=True)) == audited.url
    )


def _faults() -> Iterator[Fault]:
    audits = load_http_profile(VERSION).audits
    for audit in audits:
        others = [other for other in audits if other.request == audit.request and other is not audit]
        yield _fault(audit, others)


FAULTS = tuple(_faults())
