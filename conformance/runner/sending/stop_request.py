"""A request to stop, which the work looks for between one exchange and the next."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class StopRequest:
    """Set once, by a signal, and never taken back."""

    requested: bool = False


@contextmanager
def stopped_by_signals(halt: Callable[[], None]) -> Iterator[StopRequest]:
    """Call `halt` at the first SIGINT or SIGTERM, from a thread of its own; the second one interrupts as usual.

    In a thread, because the code that was interrupted may hold a lock that halting takes. Where this is not the
    main thread, which alone gets signals, nothing is done.
    """
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield request
        return

    def stop(number: int, frame: FrameType | None) -> None:
        if request.requested:
            raise KeyboardInterrupt
        request.requested = True
        threading.Thread(target=halt, daemon=True, name="stopper").start()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
