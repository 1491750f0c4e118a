"""Constants that Hypothesis would mix into what it draws, if it were let to."""

from __future__ import annotations

NUMBERS = (87654321, 1234.5678, 424242)
TEXTS = ("a constant of a module", "another constant", "KT-CT-0000")
