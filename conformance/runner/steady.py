"""Makes Hypothesis draw the same from the same seed in every process.

Hypothesis mixes constants of the modules that happen to be loaded into what it draws. A worker has loaded
others than the process that started it, so they would draw other cases. Not only the backend in use draws:
Hypothesis looks for choices it has not made yet with the usual backend, whatever the one in use. So the
constants themselves are put away, with what Hypothesis remembers of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis.internal.cache import LRUCache
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

_NONE = Constants()
_REMEMBERED: Any = LRUCache(1024)


@contextmanager
def steady_draws() -> Iterator[None]:
    """Draw without the constants of loaded modules."""
    constants, remembered = providers._get_local_constants, providers.CONSTANTS_CACHE
    providers._get_local_constants, providers.CONSTANTS_CACHE = (lambda: _NONE), _REMEMBERED
    try:
        yield
    finally:
        providers._get_local_constants, providers.CONSTANTS_CACHE = constants, remembered
