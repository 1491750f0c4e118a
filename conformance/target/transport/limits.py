"""How long one exchange may take and how large its answer may be, on the wire and after decoding.

A step by step limit is none: a server that sends a byte now and then keeps every step short, and the whole endless.
So there is one moment by which an exchange has to end, and one number of bytes for all that comes back: interim
responses, headers, body, trailers. Passing either is an observation about the target.
"""

import re
import time
import zlib
from dataclasses import dataclass
from json import detect_encoding
from typing import Final

import httpx


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bytes of an answer, on the wire and again after decoding, and its values, which are read at most.

    Read as objects, values take some hundred times as much memory as they take bytes.
    """

    size: int
    values: int


OF_SERVER: Final = Bounds(16 * 2**20, 500_000)
"""For answers about a server as a whole: several times the introspection of the largest schema."""

OF_MUTATION: Final = Bounds(2 * 2**20, 100_000)
"""For answers about a mutation, of which many are kept at the same moment."""

MOST_IN_LINES: Final = 2**17
"""Bytes of an answer in status lines, headers, sizes of chunks and trailers, beside as many as all else has."""

SHORTEST_LINE: Final = 8
"""Bytes that a line counts for at least: a line costs time, however short it is."""

DEEPEST: Final = 200
"""Levels of nesting in an answer: several times what the documents of a run ask for."""

CHECKED_FROM: Final = 2 * DEEPEST
"""Bytes from which an answer may be too deep, and brackets from which that is looked at."""

MOST_CODINGS: Final = 4
"""How many content codings may lie over one another."""

MOST_MEMBERS: Final = 100
"""Members that a body coded by gzip may have, one after the other."""

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)


OBSERVED: Final = "the answer "
"""How what is reported of an answer begins that came, and was not read to its end."""


class BeyondLimits(httpx.RequestError):
    """The target answered, with more than is read: nothing is gained by sending the request again."""


class Unfinished(httpx.ReadTimeout):
    """An answer began in time and did not end in time."""


class Allowance:
    """What is left for one exchange. `timeout` is in seconds from now; `taken` counts the bytes that came."""

    __slots__ = ("deadline", "size", "taken", "timeout")

    def __init__(self, timeout: float, size: int = OF_SERVER.size) -> None:
        self.timeout = timeout
        self.size = size
        self.deadline = time.monotonic() + timeout
        self.taken = 0

    def left(self) -> float:
        """Return the seconds that are left. Raises `TimeoutError` where there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def take(self, count: int) -> None:
        """Count bytes that came. Raises `BeyondLimits` where they are more than an answer may have."""
        self.taken += count
        if self.taken > self.size:
            raise too_large(self.size)

    def passed(self) -> httpx.ReadTimeout:
        """Return the error that reports that the time has run out."""
        if self.taken:
            return Unfinished(f"the answer did not end within {self.timeout:g} s, after {self.taken} bytes")
        return httpx.ReadTimeout(f"no answer within {self.timeout:g} s")


def too_large(size: int) -> BeyondLimits:
    """Return the error that reports that an answer is larger than `size` bytes."""
    return BeyondLimits(f"the answer is larger than {size} bytes, and was not read to its end")


def too_many_lines() -> BeyondLimits:
    """Return the error that reports that an answer has too much around its body."""
    return BeyondLimits(
        f"the answer has more than {MOST_IN_LINES} bytes of headers and sizes of chunks, most of it is that, "
        "and it was not read to its end"
    )


def decoded(content: bytes, codings: str, size: int = OF_SERVER.size) -> bytes:
    """Return a body without its content codings (RFC 9110, section 8.4), those that the client asks for.

    Raises `BeyondLimits` where it would become larger than `size`, `httpx.DecodingError` where it cannot be decoded.
    """
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    if len(names) > MOST_CODINGS:
        raise BeyondLimits(f"the answer has {len(names)} content codings over one another")
    for name in reversed(names):
        if name in ("gzip", "x-gzip"):
            content = _inflated(content, zlib.MAX_WBITS | 16, size)
        elif name == "deflate":
            try:
                content = _inflated(content, zlib.MAX_WBITS, size)
            except httpx.DecodingError:  # many servers leave the frame out
                content = _inflated(content, -zlib.MAX_WBITS, size)
    return content


def _inflated(content: bytes, window: int, size: int) -> bytes:
    """Return a body without one coding. One by gzip may have several members, one after the other (RFC 1952, 2.2)."""
    if not content:
        return content
    inflated = b""
    for _ in range(MOST_MEMBERS):
        member = zlib.decompressobj(window)
        try:
            inflated += member.decompress(content, size + 1 - len(inflated))
        except zlib.error as error:
            if inflated:
                return inflated  # what stands behind the last member is no part of the body
            raise httpx.DecodingError(str(error)) from error
        if len(inflated) > size:
            raise BeyondLimits(f"the answer is larger than {size} bytes once it is decompressed")
        content = member.unused_data if window & 16 else b""
        if not content:
            return inflated
    raise BeyondLimits(f"the answer has more than {MOST_MEMBERS} members of gzip")


def require_bounded(content: bytes, most: int = OF_SERVER.values) -> None:
    """Raise `BeyondLimits` where a body, read as JSON, would be too deep or have more values than `most`."""
    if len(content) < CHECKED_FROM:
        return
    if (
        encoding := detect_encoding(content)
    ) != "utf-8":  # in which a bracket may be part of another character
        content = content.decode(encoding, "replace").encode("utf-8", "replace")
    opening = content.count(b"[") + content.count(b"{")
    if len(content) > most and opening + content.count(b",") > most:
        raise BeyondLimits(f"the answer has more than {most} values")
    if opening > DEEPEST and depth(content, DEEPEST) > DEEPEST:
        raise BeyondLimits(f"the answer is nested more than {DEEPEST} levels deep")


def depth(content: bytes, enough: int) -> int:
    """Return how deep a JSON text is nested, whether it is well-formed or not; nothing beyond `enough` is counted."""
    level = deepest = 0
    for token in _TOKEN.finditer(content):
        first = content[token.start()]
        if first in b"[{":
            level += 1
            if level > deepest:
                deepest = level
                if deepest > enough:
                    break
        elif first in b"]}":
            level -= 1
    return deepest
