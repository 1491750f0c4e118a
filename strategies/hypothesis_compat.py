"""Makes Hypothesis draw the same from the same seed in every process, and always something new.

Hypothesis mixes constants of the modules that happen to be loaded into what it draws. A worker has loaded
others than the process that started it, so they would draw other cases.

Hypothesis also copies parts of what it drew over other parts. Where several cases are drawn in one go, the parts
are whole cases: of 400 that were drawn, only a quarter were different ones.

It also keeps tables in the current folder, where a run should leave nothing but its report.

There are no settings for these that hold for a while, so that what they rest on is replaced while the harness draws.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from kraken_conformance.library_parts import has_part, private_part

HYPOTHESIS: Final = "Hypothesis"
_OTHER_CASES: Final = "workers may generate other cases than one process does, with the same seed"


def _no_copies(runner: object, data: object) -> None:
    """Stand in for what copies parts of what was drawn."""


def _replacements() -> Iterator[tuple[str, Any]]:
    """Yield each part that is there with its replacement."""
    home = "hypothesis.configuration:__hypothesis_home_directory"
    if has_part(HYPOTHESIS, home, "it may leave a folder beside the report"):
        yield home, Path(os.devnull)  # where nothing can be written, Hypothesis does without
    providers = "hypothesis.internal.conjecture.providers"
    own = (f"{providers}:_get_local_constants", f"{providers}:CONSTANTS_CACHE")
    constants = private_part(HYPOTHESIS, "hypothesis.internal.constants_ast:Constants", _OTHER_CASES)
    cache = private_part(HYPOTHESIS, "hypothesis.internal.cache:LRUCache", _OTHER_CASES)
    if all(has_part(HYPOTHESIS, part, _OTHER_CASES) for part in own) and constants and cache:
        yield from zip(own, (constants, cache(1024)), strict=True)
    copies = "hypothesis.internal.conjecture.engine:ConjectureRunner.generate_mutations_from"
    if has_part(HYPOTHESIS, copies, "more of the generated cases are alike"):
        yield copies, _no_copies


_REPLACEMENTS: Final = tuple(_replacements())


@contextmanager
def steady_draws() -> Iterator[None]:
    """Let Hypothesis see no constants of loaded modules, copy nothing, and write no files."""
    with ExitStack() as stack:
        for part, replacement in _REPLACEMENTS:
            stack.enter_context(patch(part.replace(":", "."), replacement))
        yield
