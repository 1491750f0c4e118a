"""What obtainKrakenToken answers."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from typing import Any

from kraken_conformance.server.rules.tokens import TokenIssuer
from kraken_conformance.server.settings import ServerSettings

WAYS = ("APIKey", "organizationSecretKey", "preSignedKey", "refreshToken")
"""The fields of the input of which exactly one says who the caller is."""

NOT_ONE_WAY = "KT-CT-1135"
WRONG_KEY = "KT-CT-1134"


class Login:
    """Checks credentials and issues tokens."""

    def __init__(self, settings: ServerSettings, issuer: TokenIssuer) -> None:
        self._settings = settings
        self._issuer = issuer

    def refusal(self, credentials: Mapping[str, Any]) -> str | None:
        """Return the code with which credentials are refused, None where they are good.

        None or several of the ways to log in at once is KT-CT-1135, a wrong key or token KT-CT-1134.
        """
        given = [way for way in WAYS if credentials.get(way) is not None]
        if len(given) != 1:
            return NOT_ONE_WAY
        text = credentials[given[0]]
        good = self._refreshes(text) if given[0] == "refreshToken" else self._is_key(text)
        return None if good else WRONG_KEY

    def answer(self, credentials: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
        """Return the values of the payload by field name and type, for credentials that are good.

        A refresh token is handed back as it is; it keeps its end.
        """
        now = int(time.time())
        token, claims = self._issuer.issue("access", self._settings.token_lifetime, now=now)
        refresh = credentials.get("refreshToken")
        if refresh is None:
            refresh, refresh_claims = self._issuer.issue("refresh", self._settings.refresh_lifetime, now=now)
        else:
            refresh_claims = self._issuer.read(refresh).claims or {}
        return {
            ("token", "String"): token,
            ("payload", "GenericScalar"): claims,
            ("refreshToken", "String"): refresh,
            ("refreshExpiresIn", "Int"): refresh_claims["exp"],
        }

    def _is_key(self, text: str) -> bool:
        return hmac.compare_digest(text.encode("utf-8", "replace"), self._settings.api_key.encode())

    def _refreshes(self, text: str) -> bool:
        token = self._issuer.read(text)
        return (
            token.signed_here
            and (token.claims or {}).get("use") == "refresh"
            and not token.expired(time.time())
        )
