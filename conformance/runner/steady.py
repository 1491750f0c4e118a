"""Makes Hypothesis draw the same from the same seed in every process.

Hypothesis mixes constants of the modules that happen to be loaded into what it draws. A worker has loaded
others than the process that started it, so they would draw other cases. Backends are Hypothesis's own way
to change where choices come from; this one is the usual one without those constants.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.internal.constants_ast import Constants

USUAL = "hypothesis"
"""The name of the usual backend. A backend of another name would not be given the chance to shrink well."""


class SteadyProvider(HypothesisProvider):
    """The usual backend, blind to the constants of loaded modules."""

    def __init__(self, conjecturedata: ConjectureData | None, /) -> None:
        super().__init__(conjecturedata)
        self._local_constants = Constants()


@contextmanager
def steady_draws() -> Iterator[None]:
    """Put the steady backend in the place of the usual one."""
    usual = AVAILABLE_PROVIDERS[USUAL]
    AVAILABLE_PROVIDERS[USUAL] = SteadyProvider
    try:
        yield
    finally:
        AVAILABLE_PROVIDERS[USUAL] = usual
