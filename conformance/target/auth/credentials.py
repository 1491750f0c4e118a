"""The Authorization headers of cases: the run's own, and ones that must not be taken for it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import digest
from typing import Any, Final

from kraken_conformance.model.case import Credentials

MALFORMED: Final = "this-is-no-token"

_HOUR: Final = 3600
_EXPIRED_AT: Final = 1_577_836_800  # 2020-01-01T00:00:00Z
_FOREIGN_UNTIL: Final = 4_102_444_800  # 2100-01-01T00:00:00Z
_UNKNOWN_KEY: Final = sha256(b"kraken-conformance: a key that no server trusts").digest()


def authorization(credentials: Credentials, token: str | None) -> str | None:
    """Return the value of the Authorization header, or None where the header is left out.

    `token` is what the run was given, with the scheme if it has one (`JWT eyJ…`): credentials that
    are not good carry the same scheme, so that a server looks at them at all. The same arguments
    always give the same value.
    """
    if credentials is Credentials.TOKEN:
        return token
    if credentials is Credentials.NONE:
        return None
    scheme, space, _ = (token or "").rpartition(" ")
    return f"{scheme}{space}{_bad(credentials)}"


def _bad(credentials: Credentials) -> str:
    if credentials is Credentials.MALFORMED:
        return MALFORMED
    if credentials is Credentials.EXPIRED:
        return _signed_by_unknown_key(issued_at=_EXPIRED_AT - _HOUR, expires_at=_EXPIRED_AT)
    return _signed_by_unknown_key(issued_at=_EXPIRED_AT, expires_at=_FOREIGN_UNTIL)


def _signed_by_unknown_key(*, issued_at: int, expires_at: int) -> str:
    """Return a JSON Web Token (RFC 7519), well-formed in every part, signed with HMAC SHA-256."""
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {"sub": "kraken|account-user:1", "iat": issued_at, "exp": expires_at}
    signed = f"{_encoded(header)}.{_encoded(claims)}"
    return f"{signed}.{_base64url(digest(_UNKNOWN_KEY, signed.encode(), 'sha256'))}"


def _encoded(part: dict[str, Any]) -> str:
    return _base64url(json.dumps(part, separators=(",", ":")).encode())


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


MADE_UP: Final = frozenset(map(_bad, (Credentials.MALFORMED, Credentials.EXPIRED, Credentials.FOREIGN)))
"""The tokens that are made up to be refused. They are no secrets: a report may show them."""
