"""Private parts of pytest-xdist: how it replaces a worker that died.

pytest-xdist copies pytest to other hosts, and replaces a worker that died by one at the same place. Both are taken
over.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from execnet import XSpec

from kraken_conformance.library_parts import has_part

_WITHOUT: Final = "a worker that dies is not replaced at another place, and pytest is copied to other hosts"

_PARTS: Final = [
    has_part("pytest-xdist", f"xdist.{part}", _WITHOUT)
    for part in ("dsession:DSession._clone_node", "workermanage:NodeManager.setup_node")
]


class WorkerPlaces:
    """Starts the workers of a session in the place of those that died, by `replace`."""

    def __init__(self, config: pytest.Config, replace: Callable[[Any], None]) -> None:
        self._session: Any = config.pluginmanager.getplugin("dsession")
        if all(_PARTS):
            self._session.nodemanager.roots = []
            self._session._clone_node = replace

    def start(self, place: str) -> None:
        """Start a worker at a place. Raises what execnet raises where there is none any more."""
        manager, spec = self._session.nodemanager, XSpec(place)
        manager.group.allocate_id(spec)
        self._session._active_nodes.add(manager.setup_node(spec, self._session.queue.put))
