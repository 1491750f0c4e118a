"""Who may call a mutation: what the Authorization header has to hold."""

from __future__ import annotations

import time

from kraken_conformance.server.tokens import Token, TokenIssuer
from kraken_conformance.spec import AUTHORIZATION_MISSING, Mutation

AUTHENTICATION_FAILED = "KT-CT-1139"
TOKEN_EXPIRED = "KT-CT-1124"
TOKEN_MUTATION = "obtainKrakenToken"
"""Ignores the header: a client whose token has expired must be able to get a new one."""


def refusal(mutation: Mutation, token: Token | None, now: float) -> str | None:
    """Return the code with which a mutation is refused for what the header holds, None where it is not.

    `token` is None without the header. A mutation that needs no token refuses a bad one all the same.
    """
    if mutation.name == TOKEN_MUTATION:
        return None
    if token is None:
        return AUTHORIZATION_MISSING if mutation.needs_token else None
    if not token.is_access_token():
        return AUTHENTICATION_FAILED
    return TOKEN_EXPIRED if token.expired(now) else None


class Gate:
    """Reads the header of a request and decides by `refusal`."""

    def __init__(self, issuer: TokenIssuer) -> None:
        self._issuer = issuer

    def token(self, authorization: str | None) -> Token | None:
        """Return what the header holds, None where it is missing or blank."""
        if authorization is None or not authorization.strip():
            return None
        return self._issuer.read(authorization)

    def refusal(self, mutation: Mutation, authorization: str | None) -> str | None:
        """Return the code of the refusal, None where the mutation may be called."""
        return refusal(mutation, self.token(authorization), time.time())
