"""The tokens of the reference server: JSON web tokens, signed with a secret of the process."""

import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from secrets import token_bytes
from typing import Any

HEADER = urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
OWNER = "kraken|account-user:1"
"""Who owns every account, and what was made with its tokens."""

PEER = "kraken|account-user:2"
"""Another customer, who owns no account."""

PREFIXES = ("jwt ", "bearer ")
PARTS = 3
"""The parts of a JSON web token: header, claims, signature."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token as it was presented. `claims` is None where the text is no JSON web token.

    `signature` is what stands in it, `right_signature` what this server would have signed it with.
    """

    claims: dict[str, Any] | None
    signed_here: bool
    signature: str = ""
    right_signature: str = ""

    @property
    def subject(self) -> str:
        """Who the token says its holder is, empty where it says nothing."""
        return str((self.claims or {}).get("sub", ""))

    def expired(self, now: float) -> bool:
        """Whether the token says of itself that it has expired; False where it says nothing."""
        expiry = (self.claims or {}).get("exp")
        return isinstance(expiry, (int, float)) and expiry <= now

    def is_access_token(self) -> bool:
        """Whether this server issued the token to be sent in the Authorization header."""
        return self.signed_here and (self.claims or {}).get("use") == "access"


Spares = Callable[[IssuedToken], bool]
"""Which tokens stay valid when a user makes all of them invalid: none, unless the server is faulty."""


def _none(_: IssuedToken) -> bool:
    return False


class TokenIssuer:
    """Issues and reads tokens. `secret` is random unless given; a token of another issuer is foreign."""

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = secret or token_bytes(32)
        self._numbers = count(1)
        self._ended: dict[str, tuple[int, Spares]] = {}
        self.read = lru_cache(maxsize=4096)(self._read)

    def issue(
        self, use: str, lifetime: int, *, now: float | None = None, subject: str = OWNER
    ) -> tuple[str, dict[str, Any]]:
        """Return a token and its claims. `use` is `access` or `refresh`; `lifetime` is in seconds."""
        issued = int(time.time() if now is None else now)
        claims = {
            "sub": subject,
            "iss": "kraken-conformance reference server",
            "use": use,
            "jti": next(self._numbers),
            "origIat": issued,
            "exp": issued + lifetime,
        }
        signed = f"{HEADER}.{_encode(json.dumps(claims, separators=(',', ':')).encode())}"
        return f"{signed}.{self._signature(signed)}", claims

    def end_all(self, subject: str, spares: Spares) -> None:
        """Make all tokens of a user invalid that were issued until now, but for those that are spared."""
        self._ended[subject] = (next(self._numbers), spares)

    def has_ended(self, token: IssuedToken) -> bool:
        """Whether the user of a token has made it invalid."""
        number, spares = self._ended.get(token.subject, (0, _none))
        own = (token.claims or {}).get("jti")
        return isinstance(own, int) and own < number and not spares(token)

    def _read(self, text: str) -> IssuedToken:
        """Read the value of an Authorization header, with or without a `JWT` or `Bearer` before the token."""
        bare = text.strip()
        for prefix in PREFIXES:
            if bare.lower().startswith(prefix):
                bare = bare[len(prefix) :].strip()
        parts = bare.split(".", PARTS - 1)
        if len(parts) != PARTS:
            return IssuedToken(None, signed_here=False)
        claims = _claims(parts[1])
        right = self._signature(f"{parts[0]}.{parts[1]}")
        genuine = hmac.compare_digest(right.encode(), parts[2].encode())
        return IssuedToken(claims, claims is not None and genuine, parts[2], right)

    def _signature(self, signed: str) -> str:
        return _encode(hmac.digest(self._secret, signed.encode("utf-8", "replace"), "sha256"))


def claim(token: str, name: str) -> Any:
    """Return what a token says of itself under a name, None where it says nothing."""
    parts = token.split(".")
    return (_claims(parts[1]) or {}).get(name) if len(parts) == PARTS else None


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _claims(part: str) -> dict[str, Any] | None:
    try:
        found = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (BadBase64, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
