"""Keeps many requests in flight and remembers what came back."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from kraken_conformance.case import Case
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

    def submit(self, case: Case) -> Future[Exchange]:
        """Put a case in flight."""
        return self._pool.submit(self.send, case)

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
