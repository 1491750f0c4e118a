"""How long an answer asks to wait before the next request: with `Retry-After`, else with the headers of rate limits."""

import re
import time
from email.utils import parsedate_to_datetime

from kraken_conformance.model.exchange import Response

RESET_HEADERS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")
"""Headers of servers with the seconds until a limit ends, or the time at which it does."""

_NEVER_A_DURATION = 10**9
_MILLISECONDS = 10**12
"""From these values on, a number is a time: seconds or milliseconds since 1970."""

_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_RESET = re.compile(r"\breset\s*=\s*(\d{1,9})\b", re.ASCII)
_USED_UP = re.compile(r";\s*r\s*=\s*0\b", re.ASCII)
_SECONDS = re.compile(r";\s*t\s*=\s*(\d{1,9})\b", re.ASCII)


def retry_after(response: Response) -> float | None:
    """Return how many seconds a response asks to wait, None where it does not say; RFC 9110, section 10.2.3."""
    header = response.headers.get("retry-after", "").strip()
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def limit_ends(response: Response) -> float | None:
    """Return after how many seconds the limit ends that a refusal reports, None where it does not say.

    `RateLimit` as in draft-ietf-httpapi-ratelimit-headers, of which several versions are in use, and the headers
    that came before it, whose values are seconds or a time.
    """
    current = response.headers.get("ratelimit", "")
    ends = [float(found[1]) for found in _RESET.finditer(current)]
    ends += [
        float(found[1])
        for item in current.split(",")
        if _USED_UP.search(item) and (found := _SECONDS.search(item))
    ]
    if ends:
        return max(ends)
    for name in RESET_HEADERS:
        text = response.headers.get(name, "").strip()
        if _NUMBER.fullmatch(text):
            number = float(text)
            moment = number / 1000 if number >= _MILLISECONDS else number
            return max(0.0, moment - time.time()) if moment >= _NEVER_A_DURATION else moment
    return None
