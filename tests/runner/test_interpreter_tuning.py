"""What a run changes about the interpreter it takes back."""

from __future__ import annotations

import gc
import sys
from weakref import ref

import pytest

from kraken_conformance.runner.pytest_run.interpreter_tuning import (
    GARBAGE,
    SWITCH_INTERVAL,
    made_for_sending,
    seldom_collecting,
)


def state() -> tuple[tuple[int, int, int], float]:
    return gc.get_threshold(), sys.getswitchinterval()


def test_everything_is_as_before_even_after_a_failure() -> None:
    before, during = state(), []

    def fail() -> None:
        with seldom_collecting(), made_for_sending():
            during.append(state())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert state() == before
    assert during == [(GARBAGE, pytest.approx(SWITCH_INTERVAL))]


def test_what_a_run_leaves_is_not_looked_through_any_more() -> None:
    class Loop:
        def __init__(self) -> None:
            self.itself = self

    before = gc.get_freeze_count()
    with made_for_sending():
        left = ref(Loop())
    other = ref(Loop())
    gc.collect()
    assert gc.get_freeze_count() > before
    assert (left() is None, other() is None) == (False, True)
