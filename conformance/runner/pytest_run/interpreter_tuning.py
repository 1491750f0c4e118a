"""How the interpreter behaves while a run is on."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

GARBAGE = 1_000_000, 1, 2
"""After this many new objects garbage is looked for, among older ones every second time, among all every sixth.

All threads wait meanwhile, and a report would take it for slowness of the target. At the usual 700 objects it takes a
sixth of the processor time of a run besides; at a million some 130 MiB of memory.
"""

SWITCH_INTERVAL = 0.0003
"""Seconds for which a thread may keep others waiting: the usual 0.005 are too long where 64 threads send."""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage seldom."""
    thresholds = gc.get_threshold()
    gc.set_threshold(*GARBAGE)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


@contextmanager
def made_for_sending() -> Iterator[None]:
    """Look for garbage seldom, and never among what is there already, such as the contract; change threads often.

    What is there in the end is left alone as well: the process has little more to do than to write reports.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.freeze()
    try:
        with seldom_collecting():
            yield
    finally:
        gc.freeze()
        sys.setswitchinterval(interval)
