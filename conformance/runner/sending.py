"""Keeps many requests in flight and remembers what came back."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

from kraken_conformance.case import Case, Expectation
from kraken_conformance.exchange import Exchange
from kraken_conformance.journal import Journal
from kraken_conformance.runner.budget import Budget
from kraken_conformance.runner.series import Series, Waiting, ends_something
from kraken_conformance.spec import Contract
from kraken_conformance.target.client import TargetClient


class Sender:
    """Sends cases from a pool of threads, `concurrency` at once."""

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
        self._series: dict[str, Series] = {}
        self._lock = threading.Lock()
        self._closed = False
        self.waiting = 0
        """How many cases were submitted and have no exchange yet."""

    def submit(self, case: Case) -> Future[Exchange]:
        """Put a case in flight, or let it wait for the walks with which it must not be under way."""
        with self._lock:
            self.waiting += 1
        answer = self._put(case)
        answer.add_done_callback(self._answered)
        return answer

    def _answered(self, _: Future[Exchange]) -> None:
        with self._lock:
            self.waiting -= 1

    def _put(self, case: Case) -> Future[Exchange]:
        if not case.before or case.before[0].expectation is not Expectation.ACCEPTED:
            return self._pool.submit(self.send, case)
        start = case.before[0].key()
        waiting = Waiting(case, Future[Exchange](), ends_something(case, self._contract))
        with self._lock:
            self._series.setdefault(start, Series()).waiting.append(waiting)
            self._begin(start)
        return waiting.answer

    def _begin(self, start: str) -> None:
        for waiting in self._series[start].begin():
            self._pool.submit(self._send_of_series, start, waiting)

    def _send_of_series(self, start: str, waiting: Waiting | None) -> None:
        """Send a case of a series, and those that may follow: one at once, others from other threads.

        What follows does not queue behind all that was submitted meanwhile: the series would take for ever.
        """
        while waiting is not None:
            try:
                waiting.answer.set_result(self.send(waiting.case))
            except BaseException as error:
                waiting.answer.set_exception(error)
            with self._lock:
                waiting = self._next_of_series(start)

    def _next_of_series(self, start: str) -> Waiting | None:
        if self._closed:
            return None
        series = self._series[start]
        series.end()
        if series.over:
            del self._series[start]
        ready = deque(series.begin())
        first = ready.popleft() if ready else None
        for other in ready:
            self._pool.submit(self._send_of_series, start, other)
        return first

    def send(self, case: Case) -> Exchange:
        """Send a case and return the exchange. Raises `Withheld` where no budget is left for it."""
        self._budget.admit(case)
        exchange = None
        try:
            exchange = self.client.send(case)
        finally:
            self._budget.settle(case, exchange)
        if self._journal is not None:
            self._journal.note(exchange)
        return exchange

    def close(self) -> None:
        """Drop what is not in flight yet, wait for the rest, and close every connection."""
        with self._lock:
            self._closed = True
        self._pool.shutdown(cancel_futures=True)
        self.client.close()
