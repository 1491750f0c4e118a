"""Reads text files as people and tools save them: UTF-8, or with a byte order mark UTF-8, UTF-16 or UTF-32."""

import codecs
from pathlib import Path

from kraken_conformance.file_content import content_of
from kraken_conformance.spec.exceptions import ImportFailure, Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path, remedy: str) -> str:
    """Return the text of a file. Raises `ImportFailure`, with a remedy, where it cannot be read or is no text."""
    try:
        return decoded(content_of(path))
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise ImportFailure([Problem(str(path), None, f"{reason}.", remedy)]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"The file is not {error.encoding.upper().removesuffix('-SIG')}."
        raise ImportFailure([Problem(str(path), line, message, "Save it as UTF-8.")]) from None


def decoded(content: bytes, errors: str = "strict") -> str:
    """Return the text of bytes, by their byte order mark. Raises `UnicodeDecodeError`.

    Source: the Unicode Standard, section 23.8, Byte Order Mark.
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    return content.decode(encoding, errors)
