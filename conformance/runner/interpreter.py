"""How the interpreter behaves while a run is on."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

GARBAGE = 100_000
"""After so many new objects garbage is looked for. At the usual 700, that is a fifth of a run's processor time."""

SWITCH_INTERVAL = 0.0003
"""Seconds for which a thread may keep others waiting: the usual 0.005 are too long where 64 threads send."""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage seldom."""
    thresholds = gc.get_threshold()
    gc.set_threshold(GARBAGE, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


@contextmanager
def made_for_sending() -> Iterator[None]:
    """Look for garbage seldom, and never among what is there already, such as the contract; change threads often."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.freeze()
    try:
        with seldom_collecting():
            yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(interval)
