"""Who of the walks that begin with the same step may be in flight together."""

import json
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from kraken_conformance.model.case import Case
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.spec import Contract, Effect


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that is to be sent, and the exchange that is awaited for it.

    `series` tells the walks apart that begin with different steps, and is None for what is no walk. One that goes
    `alone` does not share.
    """

    case: Case
    answer: Future[Exchange]
    series: str | None = None
    alone: bool = False


@dataclass(slots=True)
class WalkScheduler:
    """The walks that begin with the same step, in order.

    They may meet in the same record. One that ends it would take from the others what they are about to use, so that
    it goes alone; all others go together.
    """

    waiting: deque[Waiting] = field(default_factory=deque)
    running: int = 0
    closed: bool = False

    def begin(self) -> Iterator[Waiting]:
        """Yield the cases whose turn it is."""
        while self.waiting and not self.closed and not (self.waiting[0].alone and self.running):
            first = self.waiting.popleft()
            self.running += 1
            self.closed = first.alone
            yield first

    def end(self) -> None:
        """One of the walks that were begun has ended."""
        self.running -= 1
        self.closed = False

    @property
    def over(self) -> bool:
        """Whether nothing waits and nothing is in flight."""
        return not self.waiting and not self.running


def ends_something(case: Case, contract: Contract) -> bool:
    """Whether a step of a case, or the case itself, ends what others may be about to use."""
    mutations = (step.mutation for step in (*case.before, case))
    return any(name is not None and Effect.DESTROYS in contract.mutations[name].effects for name in mutations)


def shares_its_record(case: Case) -> bool:
    """Whether a case is judged by the state of a record that others may change meanwhile: no name in it is its own.

    Such is a device of a method of authentication, of which an account has one, or whatever an account has.
    """
    if case.due is None or not case.due.after_steps or case.takes:
        return False
    sent = json.dumps(case.variables)
    return not any(name in sent for name in case.fresh)
