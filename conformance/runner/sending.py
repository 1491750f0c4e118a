"""Keeps many requests in flight and remembers what came back."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from kraken_conformance.case import Case, Expectation
from kraken_conformance.exchange import Exchange
from kraken_conformance.journal import Journal
from kraken_conformance.runner.budget import Budget
from kraken_conformance.target.client import TargetClient


class Sender:
    """Sends cases from a pool of threads, `concurrency` at once."""

    def __init__(
        self, client: TargetClient, concurrency: int, budget: Budget, journal: Journal | None = None
    ) -> None:
        self.client = client
        self._budget = budget
        self._journal = journal
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix="sender")
        self._series: dict[str, deque[tuple[Case, Future[Exchange]]]] = {}
        self._lock = threading.Lock()

    def submit(self, case: Case) -> Future[Exchange]:
        """Put a case in flight.

        Walks that begin with the same step may meet in the same record, and one would end what another is
        about to use: they are sent one after the other.
        """
        if not case.before or case.before[0].expectation is not Expectation.ACCEPTED:
            return self._pool.submit(self.send, case)
        start, answer = case.before[0].key(), Future[Exchange]()
        with self._lock:
            series = self._series.setdefault(start, deque())
            series.append((case, answer))
            if len(series) == 1:
                self._pool.submit(self._send_first, start)
        return answer

    def _send_first(self, start: str) -> None:
        """Send the first case of a series, and see to it that the next one follows."""
        case, answer = self._series[start][0]
        try:
            answer.set_result(self.send(case))
        except BaseException as error:
            answer.set_exception(error)
        with self._lock:
            self._series[start].popleft()
            if not self._series[start]:
                del self._series[start]
                return
            with suppress(RuntimeError):  # the pool takes nothing more: the run is over
                self._pool.submit(self._send_first, start)

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
        self._pool.shutdown(cancel_futures=True)
        self.client.close()
