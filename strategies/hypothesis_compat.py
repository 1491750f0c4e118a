"""Makes Hypothesis draw the same from the same seed in every process, and always something new.

Hypothesis mixes constants of the modules that happen to be loaded into what it draws. A worker has loaded
others than the process that started it, so they would draw other cases.

Hypothesis also copies parts of what it drew over other parts. Where several cases are drawn in one go, the parts
are whole cases: of 400 that were drawn, only a quarter were different ones.

It also keeps tables in the current folder, where a run should leave nothing but its report.

There are no settings for these that hold for a while, so that what they rest on is replaced while the harness draws.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from hypothesis import configuration
from hypothesis.internal.cache import LRUCache
from hypothesis.internal.conjecture import providers
from hypothesis.internal.conjecture.engine import ConjectureRunner
from hypothesis.internal.constants_ast import Constants

_CACHE: Final[LRUCache[Any, Any]] = LRUCache(1024)
"""Which constants fit where, found without those of loaded modules."""

_NO_FILES: Final[dict[str, Any]] = {"__hypothesis_home_directory": Path(os.devnull)}
"""Where nothing can be written, Hypothesis does without."""


def _no_copies(runner: ConjectureRunner, data: object) -> None:
    """Stand in for what copies parts of what was drawn."""


@contextmanager
def steady_draws() -> Iterator[None]:
    """Let Hypothesis see no constants of loaded modules, copy nothing, and write no files."""
    with (
        patch.multiple(configuration, **_NO_FILES),
        patch.multiple(providers, _get_local_constants=Constants, CONSTANTS_CACHE=_CACHE),
        patch.object(ConjectureRunner, "generate_mutations_from", _no_copies),
    ):
        yield
