"""Keeps many requests in flight and remembers what came back."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from kraken_conformance.journal import Journal
from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.runner.sending.traffic import Traffic
from kraken_conformance.runner.sending.walk_scheduler import (
    Waiting,
    WalkScheduler,
    ends_something,
    shares_its_record,
)
from kraken_conformance.safety.budget import Budget, Withheld
from kraken_conformance.safety.effects import ends_tokens
from kraken_conformance.spec import Contract
from kraken_conformance.target.client import TargetClient

GRACE = 2.0
"""Seconds that exchanges have for their end once the run is to stop."""


class RequestPool:
    """Sends cases from a pool of threads, `concurrency` at once.

    Walks go before all else: of those that begin with the same step some must wait for one another, so that a run
    would end with them, one after the other, and hardly anything in flight.
    """

    def __init__(
        self,
        client: TargetClient,
        concurrency: int,
        budget: Budget,
        contract: Contract,
        journal: Journal | None = None,
    ) -> None:
        self.client = client
        self._budget = budget
        self._contract = contract
        self._journal = journal
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix="sender")
        self._walks: deque[Waiting] = deque()
        self._others: deque[Waiting] = deque()
        self._series: dict[str, WalkScheduler] = {}
        self._lock = threading.Lock()
        self._traffic = Traffic()
        self._closed = False
        self.waiting = 0
        """How many cases were submitted and have no exchange yet."""

    def submit(self, case: Case) -> Future[Exchange]:
        """Put a case in flight, or let it wait for the walks with which it must not be under way."""
        start = _start_of(case)
        alone = start is not None and ends_something(case, self._contract)
        waiting = Waiting(case, Future(), start, alone)
        with self._lock:
            self.waiting += 1
            if start is None:
                self._others.append(waiting)
                self._pool.submit(self._work)
            else:
                series = self._series.setdefault(start, WalkScheduler())
                series.waiting.append(waiting)
                self._begin(series)
        return waiting.answer

    def _begin(self, series: WalkScheduler) -> None:
        """Put the walks of a series in flight whose turn it is; the lock is held."""
        for waiting in series.begin():
            self._walks.append(waiting)
            self._pool.submit(self._work)

    def _work(self) -> None:
        """Send the case whose turn it is. This is called once for each case."""
        with self._lock:
            if self._closed:
                return
            waiting = (self._walks or self._others).popleft()
        try:
            exchange = self.send(waiting.case)
        except BaseException as error:
            self._done(waiting)
            waiting.answer.set_exception(error)
        else:
            self._done(waiting)
            waiting.answer.set_result(exchange)

    def _done(self, waiting: Waiting) -> None:
        with self._lock:
            self.waiting -= 1
            if waiting.series is None or self._closed:
                return
            series = self._series[waiting.series]
            series.end()
            self._begin(series)
            if series.over:
                del self._series[waiting.series]

    @contextmanager
    def alone(self, *, pause: float = 0) -> Iterator[Callable[[Case], Exchange]]:
        """Give what sends cases as `send` does, and nothing else of this pool is in flight before it is given back.

        Between the steps of a case and the case itself there is a pause, in seconds.
        """

        def send(case: Case) -> Exchange:
            exchange = self._send(case, pause)
            if ends_tokens(case, self._contract):
                self.client.token.doubtful = True
            return exchange

        with self._traffic.alone():
            yield send

    def send_alone(self, case: Case, *, pause: float = 0) -> Exchange:
        """Send a case while nothing else of this pool is in flight, as `send` does; after its steps and a pause."""
        with self.alone(pause=pause) as send:
            return send(case)

    def send(self, case: Case) -> Exchange:
        """Send a case and return the exchange. Raises `Withheld` where no budget is left for it.

        What makes the token of the run invalid is sent while nothing else is in flight, and the token is renewed. So
        is what is judged by the state of a record that others share.
        """
        if ends_tokens(case, self._contract) or shares_its_record(case):
            return self.send_alone(case)
        with self._traffic.among_others():
            return self._send(case)

    def _send(self, case: Case, pause: float = 0) -> Exchange:
        self._budget.admit(case)
        exchange = None
        try:
            exchange = self.client.send(case, pause=pause)
        finally:
            self._budget.settle(case, exchange)
        self._note(exchange)
        if exchange.failure is not None and (used_up := self._budget.used_up()) is not None:
            raise Withheld(used_up)  # it was cut short, or not sent at all
        return exchange

    def _note(self, exchange: Exchange) -> None:
        """Note what an exchange created. Where that cannot be written, nothing more is sent: it could not be undone."""
        if self._journal is None:
            return
        try:
            self._journal.note(exchange)
        except OSError as error:
            self._budget.close(
                f"the journal cannot be written ({error.strerror}): what is created could not be undone"
            )

    def stop(self) -> None:
        """Send nothing more. What is under way has a moment to end: it may create something, which is to be noted."""
        self.client.stop(grace=GRACE)

    def close(self) -> None:
        """Drop what is not in flight yet, wait for the rest, and close every connection."""
        with self._lock:
            self._closed = True
            dropped = [*self._walks, *self._others]
            for series in self._series.values():
                dropped += series.waiting
        for waiting in dropped:
            waiting.answer.cancel()
        self._pool.shutdown(cancel_futures=True)
        self.client.close()


def _start_of(case: Case) -> str | None:
    """Return the key of the first step of a walk, None for a case that is no walk."""
    if not case.before or case.before[0].expectation is not Expectation.ACCEPTED:
        return None
    return case.before[0].key()
