"""A request to stop, which the work looks for between one exchange and the next."""

import atexit
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType


def _nothing() -> None:
    """Nothing is under way."""


@dataclass(slots=True)
class StopRequest:
    """Set once, by a signal, and never taken back. `halt` then ends what is under way."""

    requested: bool = False
    halt: Callable[[], None] = field(default=_nothing)

    def ends(self, halt: Callable[[], None]) -> None:
        """Say how to end what is under way from now on; where the request has come already, that is done at once."""
        self.halt = halt
        if self.requested:
            halt()

    def done(self) -> None:
        """Say that nothing is under way any more."""
        self.halt = _nothing


HANG_UP = getattr(signal, "SIGHUP", None)
"""What a process gets whose terminal is gone. Under `nohup` it is ignored, and stays so."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def _taken() -> tuple[int, ...]:
    if HANG_UP is None or signal.getsignal(HANG_UP) is signal.SIG_IGN:
        return SIGNALS
    return (*SIGNALS, HANG_UP)


def _ignore() -> None:
    for number in _taken():
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def stopped_by_signals(*, until_exit: bool = False) -> Iterator[StopRequest]:
    """Take SIGINT, SIGTERM and SIGHUP as a request to stop: the first halts what is under way, the second interrupts.

    In a thread, because the code that was interrupted may hold a lock that halting takes. Where this is not the
    main thread, which alone gets signals, nothing is done. With `until_exit` the signals are never given back: what
    comes after this block ends by itself, with an exit code that a late signal does not change.
    """
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield request
        return

    def stop(number: int, frame: FrameType | None) -> None:
        if request.requested:
            raise KeyboardInterrupt
        request.requested = True
        threading.Thread(target=lambda: request.halt(), daemon=True, name="stopper").start()

    before = {number: signal.signal(number, stop) for number in _taken()}
    try:
        yield request
    finally:
        if until_exit:
            atexit.register(_ignore)
        else:
            for number, handler in before.items():
                signal.signal(number, handler)
