"""The names of ordinary clients, under which a share of the requests is sent, so that no server knows a run by its own.

A server that answers this tool well and everybody else badly keeps no contract. All of these clients take both media
types of GraphQL over HTTP; each has the headers, the order and the letter case that it sends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from kraken_conformance.model.case import Case

SHARE: Final = 4
"""One in this number of requests is sent under another name, where it can be."""

_BOTH: Final = "application/graphql-response+json,application/json;q=0.9"

CLIENTS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "Apollo Client in Chrome": (
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36"),
        ("content-type", "application/json"),
        ("accept", _BOTH),
        ("Accept-Encoding", "gzip, deflate"),
    ),
    "Apollo Client in Node.js": (
        ("accept", _BOTH),
        ("content-type", "application/json"),
        ("user-agent", "node"),
        ("accept-encoding", "gzip, deflate"),
    ),
    "Apollo Kotlin": (
        ("Accept", "application/graphql-response+json, application/json"),
        ("Content-Type", "application/json"),
        ("Accept-Encoding", "gzip"),
        ("User-Agent", "okhttp/4.12.0"),
    ),
}  # fmt: skip
"""What each client sends beside `Host`, `Content-Length` and the credentials."""


def named_otherwise(case: Case, clients: Sequence[str]) -> Case:
    """Return a case as one of the clients sends it: one in `SHARE`, always the same ones, and those that can be.

    Sequences, comparisons and requests that are about HTTP itself are sent as they are.
    """
    special = case.raw or case.headers or case.before or case.rivals or case.bearer or case.fresh
    if special or case.mutation is None or not clients:
        return case
    which = int(case.key(), 16)
    if which % SHARE:
        return case
    return replace(case, headers=CLIENTS[clients[which // SHARE % len(clients)]])


def named_as(case: Case) -> str | None:
    """Return the client under whose name a case is sent, None where that is the one of the run."""
    return client_of(case.headers)


def client_of(headers: object) -> str | None:
    """Return the client that sends headers, given as pairs; None where they are those of none."""
    return next((name for name, own in CLIENTS.items() if headers in (own, [*map(list, own)])), None)
