"""A private part of http.client: how it reads the status of a response."""

from http.client import HTTPResponse

from kraken_conformance.library_parts import has_part

LONGEST_LINE = 65536
"""Bytes of a header that are read at most, as the standard library does."""

has_part(
    "Python",
    "http.client:HTTPResponse._read_status",
    "an interim response other than `100 Continue` is taken for the final one",
)


class FinalResponse(HTTPResponse):
    """A final response (RFC 9110, section 15.2): the standard library takes any interim one but 100 for it."""

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]  # not in typeshed
            if not 101 < status < 200:
                return version, status, reason
            while self.fp.readline(LONGEST_LINE) not in (b"\r\n", b"\n", b""):
                pass
