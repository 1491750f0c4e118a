"""Where in an answer something is, as a person writes it."""

from collections.abc import Sequence

from kraken_conformance.reports.text.safe_text import one_line


def path_words(path: Sequence[str | int]) -> str:
    """Return a path as `errors[0].extensions.errorCode`; empty for the response as a whole."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def place_words(path: Sequence[str | int], limit: int = 200) -> str:
    """Return a path on one line, and what is meant where there is none. Names in it may be of any length."""
    return one_line(path_words(path), limit) or "the response as a whole"
