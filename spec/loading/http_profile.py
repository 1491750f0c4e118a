"""Profiles of GraphQL over HTTP: versioned lists of audits, each a request and what its answer has to be.

A profile is a file under `spec/http/`, which explains itself. Its audits become requirements of their
own, `http.audit-4655`, so that their texts stand once.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kraken_conformance.spec.loading.contract_files import DIRECTIVES, load_yaml
from kraken_conformance.spec.model import Level, Requirement

VERSIONS = ("2025-10", "2026-09")
"""The profiles, oldest first: the public audits of October 2025, and the edition of September 2026."""

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """What an audit sends. `accept` and `content_type` are header values, None where the header is left out.

    `url` are parameters of the URL, not yet escaped; `name` says in words what the request is.
    """

    name: str
    method: str
    accept: str | None
    content_type: str | None
    url: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """What an audit asks of the answer.

    `statuses` are codes (`400`) or classes (`4xx`), empty where any will do; `media_type` is None
    where any will do; `absent` is an entry that the response must not have; `utf8` asks for UTF-8. `header` is one
    that has to be there, `charset` what the Content-Type has to say, each None where that is left open.
    """

    statuses: tuple[str, ...]
    media_type: str | None
    absent: str | None
    utf8: bool
    header: str | None = None
    charset: str | None = None

    def allows_status(self, status: int) -> bool:
        """Whether a status code is one of those asked for."""
        return not self.statuses or is_status(status, self.statuses)

    def __str__(self) -> str:
        parts = []
        if self.statuses:
            parts.append(f"status {' or '.join(self.statuses)}")
        if self.media_type:
            parts.append(f"content type {self.media_type}")
        if self.absent:
            parts.append(f"no entry `{self.absent}`")
        if self.utf8:
            parts.append("a body in UTF-8")
        if self.header:
            parts.append(f"a header {self.header.title()}")
        if self.charset:
            parts.append(f"charset={self.charset} in the Content-Type")
        return " and ".join(parts)


@dataclass(frozen=True, slots=True)
class Audit:
    """One promise of a profile. `id` is that of its source, `requirement` the id of our requirement.

    `source` is what the citation names. `when` are the statuses of the answers that it is about, empty for all.
    """

    id: str
    requirement: str
    level: Level
    text: str
    request: AuditRequest
    expected: ExpectedAnswer
    source: str
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HttpProfile:
    """A version of a list of audits. `citation` has a place for the source of an audit."""

    name: str
    version: str
    citation: str
    decides: bool
    audits: tuple[Audit, ...]

    @property
    def requests(self) -> tuple[AuditRequest, ...]:
        """Each request once, in the order of the file; several audits may look at the same answer."""
        return tuple(dict.fromkeys(audit.request for audit in self.audits))

    def requirements(self) -> Iterator[Requirement]:
        """Yield the requirement of each audit, in the order of the file."""
        for audit in self.audits:
            yield Requirement(
                id=audit.requirement,
                level=audit.level,
                text=audit.text,
                citation=f"{self.name} {self.version}: {self.citation.format(id=audit.source)}",
                remedy=f"Answer with {audit.expected} to {audit.request.name}.",
                decides=self.decides,
            )


@cache
def profile_of(requirement: str) -> str | None:
    """Return the version of the profile that has an audit as a requirement, None for any other requirement."""
    return next(
        (
            version
            for version in VERSIONS
            if any(audit.requirement == requirement for audit in load_http_profile(version).audits)
        ),
        None,
    )


def is_status(status: int, named: tuple[str, ...]) -> bool:
    """Whether a status code is among those named by code (`400`) or class (`4xx`)."""
    return str(status) in named or f"{status // 100}xx" in named


@cache
def load_http_profile(version: str) -> HttpProfile:
    """Return a shipped profile by its version."""
    found = load_yaml(DIRECTIVES.parent / "http" / f"{version}.yaml")
    audits = tuple(
        Audit(
            id=entry["id"],
            requirement=found["prefix"] + entry["id"].lower(),
            level=Level(entry["level"]),
            text=entry["text"],
            request=request,
            expected=_expected(entry["expect"]),
            source=entry.get("section", entry["id"]),
            when=tuple(map(str, entry.get("when", ()))),
        )
        for exchange in found["exchanges"]
        for request in [_request(exchange)]
        for entry in exchange["audits"]
    )
    return HttpProfile(found["name"], found["version"], found["citation"], found["decides"], audits)


def _request(exchange: Mapping[str, Any]) -> AuditRequest:
    method = exchange.get("method", "POST")
    body = (
        json.dumps(exchange["json"], ensure_ascii=False) if "json" in exchange else exchange.get("text", "")
    )
    return AuditRequest(
        name=exchange["send"],
        method=method,
        accept=exchange.get("accept", "*/*"),
        content_type=None if method == "GET" else exchange.get("content_type", JSON),
        url=tuple(exchange.get("url", {}).items()),
        body=body.encode(),
    )


def _expected(written: Mapping[str, Any]) -> ExpectedAnswer:
    status = written.get("status", [])
    return ExpectedAnswer(
        statuses=tuple(map(str, status if isinstance(status, list) else [status])),
        media_type=written.get("media_type"),
        absent=written.get("absent"),
        utf8="encoding" in written,
        header=written.get("header"),
        charset=written.get("charset"),
    )
