"""Standard output and standard error without secrets, and without anything that a terminal or a CI log would obey.

They may be closed, full, or a terminal that is gone. Exit codes are verdicts, and do not depend on who reads the words.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from kraken_conformance.encodable_text import encodable
from kraken_conformance.exceptions import why
from kraken_conformance.safety.known_secrets import KNOWN
from kraken_conformance.safety.terminal_text import harmless


class OutputLost(BrokenPipeError):
    """Standard output takes nothing more, for another reason than that its reader has closed it."""


class CleanStream(io.TextIOBase):
    """Passes text on to a stream, from every writer: a report, a traceback, a library."""

    def __init__(self, stream: TextIO, *, of_errors: bool = False) -> None:
        self._stream = stream
        self._is_of_errors = of_errors

    def write(self, text: str) -> int:
        """Write a text, cleaned."""
        if not isinstance(text, str):
            raise TypeError("a stream of text takes text")
        clean = harmless(KNOWN.text(text), terminal=self._stream.isatty())
        with self._losing():
            try:
                self._stream.write(clean)
            except UnicodeEncodeError:
                self._stream.write(encodable(clean, self._stream.encoding or "ascii"))
        return len(text)

    @contextmanager
    def _losing(self) -> Iterator[None]:
        """Lose what standard error does not take, as a report of it would not be seen; report what output loses."""
        try:
            yield
        except OSError as error:
            if self._is_of_errors:
                drop(self._stream)
            elif isinstance(error, BrokenPipeError):
                raise
            else:
                raise OutputLost(error.errno, f"standard output cannot be written to: {why(error)}") from None

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
        with self._losing():
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
    sys.stdout, sys.stderr = CleanStream(before[0]), CleanStream(before[1], of_errors=True)
    try:
        yield
    finally:
        for stream in before:
            try:
                stream.flush()
            except OSError:
                drop(stream)
        sys.stdout, sys.stderr = before


def open_closed_streams() -> None:
    """Let closed standard streams lead nowhere: else the next file that is opened would take their place."""
    for number, (name, mode) in enumerate({"stdin": "r", "stdout": "w", "stderr": "w"}.items()):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - a number


def drop(stream: TextIO) -> None:
    """Let what is still to be written to a stream go nowhere, at the exit too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):  # it has no number, as in tests
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
