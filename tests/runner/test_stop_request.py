"""Signals that ask a run to stop: the terminal that is gone is one of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from kraken_conformance.runner.sending.stop_request import stopped_by_signals

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the system has no such signal")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGHUP)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_a_request_to_stop(number: signal.Signals) -> None:
    signal.signal(number, before := signal.SIG_DFL)  # these tests may run under nohup
    with stopped_by_signals() as request:
        os.kill(os.getpid(), number)
        assert request.requested
    assert signal.getsignal(number) == before


def test_under_nohup_a_run_goes_on() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stopped_by_signals() as request:
        os.kill(os.getpid(), signal.SIGHUP)
        assert not request.requested
