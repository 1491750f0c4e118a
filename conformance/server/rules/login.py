"""What the mutation that obtains a token answers."""

import hmac
import time
from collections.abc import Mapping
from typing import Any

from kraken_conformance.server.rules.access import said_by
from kraken_conformance.server.rules.tokens import TokenIssuer
from kraken_conformance.server.settings import ServerSettings
from kraken_conformance.spec import Contract, LoginFacts, Mutation, Role

WRONG = (Role.LOGIN_REFUSED, Role.AUTHENTICATION_FAILED)
"""What is wrong with a key or a token that is not known here."""


class Login:
    """Checks credentials and issues tokens, as the platform of a contract wants it."""

    def __init__(
        self, contract: Contract, facts: LoginFacts, settings: ServerSettings, issuer: TokenIssuer
    ) -> None:
        self._contract = contract
        self._facts = facts
        self._settings = settings
        self._issuer = issuer

    def refusal(self, mutation: Mutation, arguments: Mapping[str, Any]) -> str | None:
        """Return the code with which credentials are refused, None where they are good.

        Exactly one of the ways to log in has to be there, and its key or token must be known.
        """
        credentials = self._credentials(arguments)
        given = [way for way in self._facts.ways if credentials.get(way) is not None]
        if len(given) != 1:
            return said_by(self._contract, mutation, Role.LOGIN_AMBIGUOUS, *WRONG)
        text = str(credentials[given[0]])
        good = self._refreshes(text) if given[0] == self._facts.refresh else self._is_key(text)
        return None if good else said_by(self._contract, mutation, *WRONG)

    def answer(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the payload by field name, for credentials that are good.

        A refresh token is handed back as it is; it keeps its end.
        """
        now = int(time.time())
        token, claims = self._issuer.issue("access", self._settings.token_lifetime, now=now)
        facts = self._facts
        refresh = None if facts.refresh is None else self._credentials(arguments).get(facts.refresh)
        if refresh is None or not self._refreshes(refresh):
            refresh, refresh_claims = self._issuer.issue("refresh", self._settings.refresh_lifetime, now=now)
        else:
            refresh_claims = self._issuer.read(refresh).claims or {}
        values = {
            facts.token: token,
            facts.claims: claims,
            facts.refresh_token: refresh,
            facts.refresh_end: refresh_claims["exp"],
        }
        return {name: value for name, value in values.items() if name is not None}

    def _credentials(self, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        found = arguments.get(self._facts.argument)
        return found if isinstance(found, Mapping) else {}

    def _is_key(self, text: str) -> bool:
        return hmac.compare_digest(text.encode("utf-8", "replace"), self._settings.api_key.encode())

    def _refreshes(self, text: str) -> bool:
        token = self._issuer.read(text)
        return (
            token.signed_here
            and (token.claims or {}).get("use") == "refresh"
            and not token.expired(time.time())
            and not self._issuer.has_ended(token)
        )
