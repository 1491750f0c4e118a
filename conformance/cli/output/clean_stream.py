"""Standard output and standard error without secrets, and without anything that a terminal or a CI log would obey."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from kraken_conformance.safety.known_secrets import KNOWN
from kraken_conformance.safety.terminal_text import harmless


class CleanStream(io.TextIOBase):
    """Passes text on to a stream, from every writer: a report, a traceback, a library."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, cleaned."""
        if not isinstance(text, str):
            raise TypeError("a stream of text takes text")
        clean = harmless(KNOWN.text(text), terminal=self._stream.isatty())
        try:
            self._stream.write(clean)
        except UnicodeEncodeError:
            encoding = self._stream.encoding or "ascii"
            self._stream.write(clean.encode(encoding, "backslashreplace").decode(encoding))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property
    def encoding(self) -> str:  # type: ignore[override]  # an attribute in typeshed
        """The encoding of the stream."""
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]  # an attribute in typeshed
        """What the stream does with what it cannot encode."""
        return self._stream.errors

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Return the number of the stream's file."""
        return self._stream.fileno()

    def writable(self) -> bool:
        """Return that the stream can be written to."""
        return True


@contextmanager
def clean_output() -> Iterator[None]:
    """Clean what is written to standard output and standard error."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = CleanStream(before[0]), CleanStream(before[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
