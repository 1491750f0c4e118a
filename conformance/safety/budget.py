"""What a run may spend: requests, minutes, and records that a mutation creates."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kraken_conformance.model.case import Case
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.successful_value import value_of_success
from kraken_conformance.safety.effects import executes
from kraken_conformance.spec import Contract, Effect

JUDGING = 5.0
"""Seconds after its time for which a run judges what came. What a target sends may make judging slow."""

TIME_USED_UP = "the time of the run is used up: give more --max-minutes"


USED_UP = "the requests of the run are used up: give more --max-requests"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may spend; None is no limit.

    `requests` counts one that is sent again each time. `deadline` is in seconds since the epoch. `creations` is what
    each mutation may create, by its name.
    """

    requests: int | None = None
    deadline: float | None = None
    creations: Mapping[str, int] | None = None


class Withheld(Exception):
    """A case was not sent because a budget is used up; the message says which."""


class Budget:
    """Counts what is spent. Safe to use from many threads."""

    def __init__(self, limits: Limits, contract: Contract) -> None:
        self._limits = limits
        self._contract = contract
        self._requests = 0
        self._created: Counter[str] = Counter()
        self._pending: Counter[str] = Counter()
        self._closed: str | None = None
        self._settled = threading.Condition()
        self.deadline = None if limits.deadline is None else time.monotonic() + limits.deadline - time.time()
        """When nothing is sent any more, as `time.monotonic` counts: the time of day may be set meanwhile."""

    def close(self, reason: str) -> None:
        """Let nothing more be sent."""
        self._closed = self._closed or reason

    def used_up(self) -> str | None:
        """Return which budget of the run as a whole is used up, None where none is."""
        if self._closed is not None:
            return self._closed
        limits = self._limits
        if self.deadline is not None and time.monotonic() >= self.deadline:
            return TIME_USED_UP
        if limits.requests is not None and self._requests >= limits.requests:
            return USED_UP
        return None

    def is_overdue(self) -> bool:
        """Whether the time is used up for so long that what came is not judged any more either."""
        return self.deadline is not None and time.monotonic() >= self.deadline + JUDGING

    def admit(self, case: Case) -> None:
        """Take a case into account before it is sent. Raises `Withheld` where nothing is left for it.

        Where it is not known yet whether requests in flight create what is left to be created, this
        waits for them.
        """
        creating = self._creating(case)
        with self._settled:
            while True:
                reason = self.used_up() or self._too_many(case) or self._created_up(creating, case)
                if reason is None and self._must_wait(creating):
                    self._settled.wait()
                    continue
                break
            if reason is not None:
                raise Withheld(reason)
            self._requests += _requests(case)
            self._pending.update(creating)

    def again(self) -> bool:
        """Take a request into account that is to be sent once more; False where nothing is left for it."""
        with self._settled:
            if self.used_up() is not None:
                return False
            self._requests += 1
            return True

    def settle(self, case: Case, exchange: Exchange | None) -> None:
        """Note what became of a case that was admitted; None where that is not known, which counts as created."""
        creating = self._creating(case)
        with self._settled:
            self._requests -= 0 if exchange is None else _requests(case) - _sent(exchange)
            if not creating:
                return
            self._pending.subtract(creating)
            self._created.update(creating if exchange is None else self._created_by(exchange))
            self._settled.notify_all()

    def _too_many(self, case: Case) -> str | None:
        """Return why a case with what goes before and beside it takes more requests than are left, None where not."""
        limit = self._limits.requests
        return USED_UP if limit is not None and self._requests + _requests(case) > limit else None

    def _created_up(self, creating: Counter[str], case: Case) -> str | None:
        """Return why too few creations are left for a case, None where there are enough."""
        limit = self._limits.creations
        if limit is None:
            return None
        short = [name for name, count in creating.items() if limit[name] - self._created[name] < count]
        if not short:
            return None
        whose = "its creations" if case.mutation in short else f"the creations of {short[0]}, a step before,"
        return f"{whose} are used up: give more --max-creations"

    def _must_wait(self, creating: Counter[str]) -> bool:
        """Whether it depends on what is in flight if enough creations are left."""
        limit = self._limits.creations
        return limit is not None and any(
            limit[name] - self._created[name] - self._pending[name] < count
            for name, count in creating.items()
        )

    def _creating(self, case: Case) -> Counter[str]:
        """Return how many records of which mutation a case may create, with what is sent before it."""
        steps = (*case.before, *[case] * (1 + case.rivals))
        return Counter(str(step.mutation) for step in steps if self._creates(step))

    def _created_by(self, exchange: Exchange) -> Counter[str]:
        steps = (*exchange.before, exchange, *exchange.rivals)
        return Counter(
            str(step.case.mutation)
            for step in steps
            if self._creates(step.case) and self._created_something(step)
        )

    def _creates(self, case: Case) -> bool:
        if case.mutation is None:
            return False
        mutation = self._contract.mutations[case.mutation]
        return Effect.CREATES in mutation.effects and executes(case, self._contract)

    def _created_something(self, exchange: Exchange) -> bool:
        """Whether a request that may create something did; of one without an answer that is not known, so it counts."""
        if exchange.failure is not None:
            return exchange.attempts > 0
        return value_of_success(exchange, self._contract.platform.possible_errors_field) is not None


def _sent(exchange: Exchange) -> int:
    """Return how many of a case's requests were sent, however often."""
    return sum(step.attempts > 0 for step in (*exchange.before, exchange, *exchange.rivals))


def _requests(case: Case) -> int:
    return 1 + case.rivals + sum(_requests(earlier) for earlier in case.before)
