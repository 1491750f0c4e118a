"""Makes Hypothesis draw the same from the same seed in every process.

Hypothesis mixes constants of the modules that happen to be loaded into what it draws. A worker has loaded
others than the process that started it, so they would draw other cases. It offers no setting against that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis.internal.cache import LRUCache
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

_WITHOUT_LOADED_MODULES: dict[str, Any] = {
    "_get_local_constants": Constants,
    "CONSTANTS_CACHE": LRUCache(1024),
}
"""What takes the place of the module's own: no constants, and a cache of their choices apart from the usual one."""


@contextmanager
def steady_draws() -> Iterator[None]:
    """Let Hypothesis know nothing of the loaded modules, nor read their sources, which takes seconds."""
    module = vars(providers)
    usual = {name: module[name] for name in _WITHOUT_LOADED_MODULES}
    module.update(_WITHOUT_LOADED_MODULES)
    try:
        yield
    finally:
        module.update(usual)
