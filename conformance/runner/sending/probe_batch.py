"""The cases of one probe of one subject, on their way to the target and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from hypothesis.strategies import SearchStrategy

from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Cases, CaseSource
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.unmet_steps import UnmetStep
from kraken_conformance.runner.generation.case_generation import draw
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.budget import Withheld

LOOK_UP = 0.05
"""At most this many seconds pass before something else is looked after while an answer is awaited."""


@dataclass(slots=True)
class ProbeBatch:
    """Fixed and drawn cases without repetitions, each with the exchange that is awaited for it.

    `withheld` says why cases of the probe were not sent, None where all were. What `admits` turns down is larger
    than the target allows, and `left_out`. `control` is the key of the probe's control, which may be among the
    answers of another batch of the subject. `named` returns a case as it is sent, maybe under another client's name.
    """

    drawn: SearchStrategy[Case] | CaseSource | None
    count: int
    seed: int
    withheld: str | None = None
    not_reached: tuple[UnmetStep, ...] = ()
    admits: Callable[[Case], bool] = lambda case: True
    named: Callable[[Case], Case] = lambda case: case
    fixed_keys: frozenset[str] = frozenset()
    control: str | None = None
    not_tried: Mapping[str, str] = field(default_factory=dict)
    answers: dict[str, Future[Exchange]] = field(default_factory=dict)
    left_out: list[Case] = field(default_factory=list)

    @property
    def is_emptied(self) -> bool:
        """Whether limits of the target left nothing to send of what there was, but the control."""
        return bool(self.left_out) and all(key == self.control for key in self.answers)

    @classmethod
    def begin(
        cls,
        cases: Cases,
        *,
        max_examples: int,
        seed: int,
        sender: RequestPool,
        admits: Callable[[Case], bool],
        named: Callable[[Case], Case],
    ) -> ProbeBatch:
        """Put the fixed cases in flight. `draw` is still to be called."""
        batch = cls(
            cases.drawn,
            drawn_count(cases, max_examples),
            seed,
            cases.withheld,
            cases.not_reached,
            admits,
            named,
        )
        batch.not_tried = cases.not_tried
        batch.control = None if cases.control is None else cases.control.key()
        for case in cases.fixed:
            batch._put(case, sender)
        batch.fixed_keys = frozenset(batch.answers)
        return batch

    def draw(self, sender: RequestPool) -> None:
        """Draw the other cases and put them in flight."""
        for case in draw(self.drawn, self.count, self.seed) if self.drawn is not None else ():
            self._put(case, sender)

    def exchanges(self, stop: StopRequest, meanwhile: Callable[[], None]) -> Iterator[tuple[str, Exchange]]:
        """Yield the key of each case and its exchange, in the order of the cases, until a stop is requested.

        `meanwhile` is called now and then while an exchange is awaited.
        A case for which no budget was left has no exchange; `withheld` then says why.
        """
        for key in self.answers:
            try:
                exchange = self.awaited(key, stop, meanwhile)
            except Withheld as error:
                self.withheld = str(error)
                continue
            if exchange is not None:
                yield key, exchange

    def awaited(self, key: str, stop: StopRequest, meanwhile: Callable[[], None]) -> Exchange | None:
        """Return the exchange of a case when it is there, None where the run is stopped before.

        Raises `Withheld` where no budget was left for it.
        """
        answer = self.answers[key]
        while not stop.requested:
            try:
                return answer.result(timeout=LOOK_UP)
            except TimeoutError:
                if answer.done():  # just now, or what sent it raised a timeout of its own
                    return answer.result()
                meanwhile()
        return None

    def answered(self) -> Iterator[Exchange]:
        """Yield the exchanges that are there already."""
        for answer in self.answers.values():
            if answer.done() and not answer.cancelled() and answer.exception() is None:
                yield answer.result()

    def answer(self, case: Case, sender: RequestPool) -> tuple[Exchange, bool]:
        """Return the exchange of a case, from memory where it was sent before, and whether it was sent now.

        Raises `Withheld` where no budget is left for it.
        """
        key = case.key()
        # What a case with steps before showed among others in flight, it need not show by itself.
        known = None if case.takes or case.before else self.answers.get(key)
        if known is not None:
            return known.result(), False
        self.answers[key] = sender.submit(case)
        return self.answers[key].result(), True

    def _put(self, case: Case, sender: RequestPool) -> None:
        case = self.named(case)
        key = case.key()
        if key in self.answers:
            return
        if self.admits(case):
            self.answers[key] = sender.submit(case)
        else:
            self.left_out.append(case)


def drawn_count(cases: Cases, max_examples: int) -> int:
    """Return how many cases of a probe are drawn."""
    return 0 if cases.drawn is None else max(1, round(max_examples * cases.share))
