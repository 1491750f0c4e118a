"""The Authorization headers of cases: the run's own, and ones that must not be taken for it."""

import json
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from hmac import digest
from typing import Any, Final

from kraken_conformance.model.case import Credentials
from kraken_conformance.model.value_binding import altered

MALFORMED: Final = "this-is-no-token"
IN_THREE_PARTS: Final = "this-is.no-token.at-all"
BASIC: Final = f"Basic {b64encode(b'somebody:no-password').decode()}"
BEARER: Final = "Bearer"
DIGEST: Final = 'Digest username="somebody", realm="", nonce="0", uri="/", response="0"'

UNSIGNED: Final = {
    Credentials.UNSIGNED: "none",
    Credentials.UNSIGNED_TITLE: "None",
    Credentials.UNSIGNED_UPPER: "NONE",
    Credentials.UNSIGNED_MIXED: "nOnE",
    Credentials.UNSIGNED_SIGNED: "none",
}
"""The algorithms of tokens that no key has signed."""

KNOWN_KEYS: Final = {Credentials.RESIGNED: b"secret", Credentials.RESIGNED_EMPTY: b""}
"""Keys that servers have whose owner never set one."""

_HOUR: Final = 3600
_EXPIRED_AT: Final = 1_577_836_800  # 2020-01-01T00:00:00Z
_FOREIGN_UNTIL: Final = 4_102_444_800  # 2100-01-01T00:00:00Z
_UNKNOWN_KEY: Final = sha256(b"kraken-conformance: a key that no server trusts").digest()


def authorization(
    credentials: Credentials,
    token: str | None,
    *,
    expired: str | None = None,
    peer: str | None = None,
) -> str | None:
    """Return the value of the Authorization header, or None where the header is left out.

    `token` is what the run was given, with the scheme if it has one (`JWT eyJ…`): credentials that
    are not good carry the same scheme, so that a server looks at them at all. `expired` and `peer` are
    further tokens that the user gave. The same arguments always give the same value.
    """
    if credentials is Credentials.TOKEN:
        return token
    if credentials is Credentials.NONE:
        return None
    if credentials in (Credentials.OWN_EXPIRED, Credentials.PEER):
        return expired if credentials is Credentials.OWN_EXPIRED else peer
    if credentials in _EXPIRED_AFTER:
        return f"{_EXPIRED_AFTER[credentials]} {(expired or '').rpartition(' ')[2]}"
    scheme, space, bare = (token or "").rpartition(" ")
    if credentials is Credentials.NULL:
        return f"{scheme or BEARER} null"
    if credentials in _WHOLE:
        return scheme or BEARER if credentials is Credentials.SCHEME else _WHOLE[credentials]
    bad = _MADE_UP.get(credentials)
    return f"{scheme}{space}{_altered(credentials, bare) if bad is None else bad}"


def _altered(credentials: Credentials, token: str) -> str:
    """Return the run's own token, altered so that it must be refused, whether it is a JSON Web Token or not."""
    if credentials in _AT_THE_END:
        return _AT_THE_END[credentials](token)
    header, _, rest = token.partition(".")
    payload, _, signature = rest.partition(".")
    claims = _decoded(payload)
    if claims is None:
        return altered(token)
    if credentials is Credentials.STRIPPED:
        return f"{header}.{payload}."
    if credentials in KNOWN_KEYS:
        signed_part = f"{_encoded({**(_decoded(header) or {}), 'alg': 'HS256'})}.{payload}"
        return _signed(signed_part, KNOWN_KEYS[credentials])
    if credentials in UNSIGNED:
        kept = signature if credentials is Credentials.UNSIGNED_SIGNED else ""
        return f"{_encoded({'alg': UNSIGNED[credentials], 'typ': 'JWT'})}.{payload}.{kept}"
    changed = {**claims, "sub": f"{claims.get('sub', '')}0", "exp": _FOREIGN_UNTIL}
    return f"{header}.{_encoded(changed)}.{signature}"


def _other_end(last: str) -> str:
    """Return another last character: in Base64 one whose first bit differs, as the last ones may have no meaning."""
    place = BASE64.find(last) if last else -1
    return "0" if place < 0 else BASE64[place ^ 32]


def _decoded(payload: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _signed_by_unknown_key(*, issued_at: int, expires_at: int) -> str:
    """Return a JSON Web Token (RFC 7519), well-formed in every part, signed with HMAC SHA-256."""
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {"sub": "kraken|account-user:1", "iat": issued_at, "exp": expires_at}
    return _signed(f"{_encoded(header)}.{_encoded(claims)}")


def _signed(text: str, key: bytes = _UNKNOWN_KEY) -> str:
    return f"{text}.{_base64url(digest(key, text.encode(), 'sha256'))}"


def _encoded(part: dict[str, Any]) -> str:
    return _base64url(json.dumps(part, separators=(",", ":")).encode())


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


BASE64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""The characters of Base64 in URLs, in their order (RFC 4648, section 5)."""

_GROUP: Final = 4
"""Characters of Base64 that hold whole bytes."""

_AT_THE_END: Final[Mapping[Credentials, Callable[[str], str]]] = {
    Credentials.TAIL: lambda token: f"{token[:-1]}{_other_end(token[-1:])}",
    Credentials.CUT: lambda token: token[: max(len(token) - _GROUP, len(token) // 2)],
    Credentials.LONGER: lambda token: f"{token}{'A' * _GROUP}",
    Credentials.FOURTH_PART: lambda token: f"{token}.{'A' * _GROUP}",
}
"""What is done to the end of the run's own token, which a server that compares only a part does not see."""

_EXPIRED_AFTER: Final = {Credentials.OWN_EXPIRED_JWT: "JWT", Credentials.OWN_EXPIRED_BEARER: BEARER}
"""The schemes after which a token of the target that has expired is tried too."""

_WHOLE: Final[Mapping[Credentials, str]] = {
    Credentials.BLANK: "",
    Credentials.SCHEME: BEARER,
    Credentials.BEARER: f"{BEARER} {IN_THREE_PARTS}",
    Credentials.LOWER: f"{BEARER.lower()} {MALFORMED}",
    Credentials.UNDEFINED: f"{BEARER} undefined",
    Credentials.BASIC: BASIC,
    Credentials.DIGEST: DIGEST,
    Credentials.TOKEN_SCHEME: f"Token {MALFORMED}",
}
"""The headers that are the same whatever token the run has, but for a scheme alone, which is the run's own."""

_MADE_UP: Final[Mapping[Credentials, str]] = {
    Credentials.MALFORMED: MALFORMED,
    Credentials.EXPIRED: _signed_by_unknown_key(issued_at=_EXPIRED_AT - _HOUR, expires_at=_EXPIRED_AT),
    Credentials.FOREIGN: _signed_by_unknown_key(issued_at=_EXPIRED_AT, expires_at=_FOREIGN_UNTIL),
}
"""What stands in the place of the token, after its scheme."""

MADE_UP: Final = frozenset({*_MADE_UP.values(), BASIC, BASIC.rpartition(" ")[2], BEARER} - {"null"})
"""The tokens that are made up to be refused. They are no secrets: a report may show them."""
