"""Keeps many requests in flight and remembers what came back."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from kraken_conformance.case import Case
from kraken_conformance.exchange import Exchange
from kraken_conformance.target.client import TargetClient


class Sender:
    """Sends cases from a pool of threads, `concurrency` at once."""

    def __init__(self, client: TargetClient, concurrency: int) -> None:
        self.client = client
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix="sender")

    def submit(self, case: Case) -> Future[Exchange]:
        """Put a case in flight."""
        return self._pool.submit(self.client.send, case)

    def close(self) -> None:
        """Drop what is not in flight yet, wait for the rest, and close every connection."""
        self._pool.shutdown(cancel_futures=True)
        self.client.close()
