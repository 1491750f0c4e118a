"""The words for who made an answer, and with which credentials it came."""

from __future__ import annotations

from enum import StrEnum

OWN, NONE, BAD = "own", "none", "bad"
"""With which credentials an answer came: those of the run, none, or made-up ones."""


class Origin(StrEnum):
    """Who made an answer."""

    SUCCESS = "success"
    """The mutation: it returned a value."""
    MUTATION = "mutation"
    """The mutation: an error of its own, or null."""
    BEFORE = "before"
    """GraphQL, before the mutation was executed: credentials, a limit, a document that is not known."""
    ELSEWHERE = "elsewhere"
    """Somebody else: a gateway, a firewall, a web server. It is no GraphQL."""
