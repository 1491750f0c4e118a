"""Who may call a mutation: what the Authorization header has to hold."""

import time
from collections.abc import Callable

from kraken_conformance.server.rules.tokens import OWNER, IssuedToken, TokenIssuer
from kraken_conformance.spec import Contract, Mutation, Role

UNAUTHENTICATED = "UNAUTHENTICATED"
"""What stands in the place of a code where the contract has none for a missing token."""


class Gate:
    """Reads the Authorization header of a request, and decides with which of the contract's codes it is refused."""

    def __init__(self, issuer: TokenIssuer, contract: Contract) -> None:
        self._issuer = issuer
        self._bad = contract.code_of(Role.BAD_TOKEN) or contract.code_of(Role.AUTHENTICATION_FAILED)
        self._missing = (
            contract.code_of(Role.NO_TOKEN) or contract.code_of(Role.NOT_ALLOWED) or UNAUTHENTICATED
        )
        self._login = None if contract.platform.login is None else contract.platform.login.mutation
        self._expired = contract.code_of(Role.TOKEN_EXPIRED) or self._bad

    def token(self, authorization: str | None) -> IssuedToken | None:
        """Return what the header holds, None where it is missing or blank."""
        if authorization is None or not authorization.strip():
            return None
        return self._issuer.read(authorization)

    def subject(self, authorization: str | None) -> str:
        """Return who the caller is, the owner where the header does not say."""
        token = self.token(authorization)
        return OWNER if token is None or not token.is_access_token() else token.subject

    def bad(self, authorization: str | None) -> str | None:
        """Return the code for a header without a valid credential, None where it is good, expired or missing.

        Fields that need no token refuse such a header too.
        """
        token = self.token(authorization)
        return None if token is None or token.is_access_token() else self._bad

    def refusal(self, mutation: Mutation, authorization: str | None) -> str | None:
        """Return the code with which a mutation is refused for what the header holds, None where it is not.

        The login takes an expired token: a client that has one must be able to get a new one.
        """
        token = self.token(authorization)
        missing = self._missing if mutation.needs_token else None
        if token is None:
            return missing
        if not token.is_access_token():
            return self._bad or missing
        over = token.expired(time.time()) or self._issuer.has_ended(token)
        return self._expired if over and mutation.name != self._login else None

    def end_all(self, authorization: str | None, spares: Callable[[IssuedToken, IssuedToken], bool]) -> None:
        """Make all tokens of a caller invalid that were issued until now. Who has no token has none to end.

        `spares` is asked for each of them and that of the caller.
        """
        caller = self.token(authorization)
        if caller is not None and caller.is_access_token():
            self._issuer.end_all(caller.subject, lambda token: spares(token, caller))


def said_by(contract: Contract, mutation: Mutation, *roles: Role) -> str:
    """Return the code with which a mutation says what the first of these roles means.

    Where it may raise no code of that role, the next one stands in, and where it may raise none of them, its own
    first one.
    """
    for role in roles:
        allowed = sorted(code for code in contract.codes_of(role) if contract.allows(mutation, code))
        if allowed:
            return allowed[-1]
    return next(iter(mutation.errors), UNAUTHENTICATED)
