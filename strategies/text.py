"""Text, the type with the most ways to go wrong."""

from __future__ import annotations

from typing import Literal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kraken_conformance.strategies.values import Edge

TEXT_EDGES = (
    Edge("empty text", ""),
    Edge("one space", " "),
    Edge("300 characters", "a" * 300),
    Edge("5,000 characters", "a" * 5000),
    Edge("accented text", "Éà çœûï ÿ"),
    Edge("text outside the basic plane", "😀 𝒜"),
    Edge("right-to-left text", "مرحبا שלום"),
    Edge("quotes, newline and backslash", "'a' \"b\"\nc\\d"),
    Edge("digits only", "12345"),
    Edge("leading zero", "012"),
)
"""One text for each of the known ways in which a server goes wrong over text."""


_SURROGATES: tuple[Literal["Cs"]] = ("Cs",)


def characters() -> SearchStrategy[str]:
    """Return a strategy for any character that JSON can carry everywhere: no surrogate, no NUL."""
    return st.characters(exclude_categories=_SURROGATES, exclude_characters="\x00")


def texts(*, min_size: int = 0, max_size: int = 60) -> SearchStrategy[str]:
    """Return a strategy for text of any script, by its number of characters.

    Shrinks towards shorter text, and towards the digit 0 in each place.
    """
    return st.text(characters(), min_size=min_size, max_size=max_size)
