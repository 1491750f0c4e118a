"""The cases of one probe on their way: which are sent, in what order they come back, and what is remembered."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from hypothesis import strategies as st

from kraken_conformance.model.case import Case, Taken
from kraken_conformance.model.cases import Cases
from kraken_conformance.model.exchange import Exchange, Request, Response
from kraken_conformance.runner.sending.probe_batch import ProbeBatch, drawn_count
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.budget import Withheld


def case(number: int, **more: Any) -> Case:
    return Case("valid-input", "API", "updateUser", variables={"number": number}, **more)


def exchange(sent: Case) -> Exchange:
    return Exchange(sent, Request("POST", "http://127.0.0.1/", {}, b""), Response(200, {}, b"{}", 0.0))


class Pool:
    """Answers each case at once, or when it is told to; from some case on there is no budget."""

    def __init__(self, budget: int = 1000, *, at_once: bool = True) -> None:
        self.sent: list[Case] = []
        self._budget = budget
        self._at_once = at_once
        self.waiting: list[tuple[Case, Future[Exchange]]] = []

    def submit(self, sent: Case) -> Future[Exchange]:
        answer: Future[Exchange] = Future()
        self.sent.append(sent)
        if len(self.sent) > self._budget:
            answer.set_exception(Withheld("no budget is left"))
        elif self._at_once:
            answer.set_result(exchange(sent))
        else:
            self.waiting.append((sent, answer))
        return answer

    def answer(self, place: int) -> None:
        sent, answer = self.waiting.pop(place)
        answer.set_result(exchange(sent))


def begun(
    pool: Any,
    *fixed: Case,
    admits: Callable[[Case], bool] = lambda one: True,
    named: Callable[[Case], Case] = lambda one: one,
    **more: Any,
) -> ProbeBatch:
    return ProbeBatch.begin(
        Cases(fixed, **more), max_examples=10, seed=1, sender=pool, admits=admits, named=named
    )


def came(
    batch: ProbeBatch, stop: StopRequest | None = None, meanwhile: Callable[[], None] = lambda: None
) -> list[int]:
    found = batch.exchanges(stop or StopRequest(), meanwhile)
    return [one.case.variables["number"] for _, one in found]


def test_a_case_is_sent_once_and_one_that_is_too_large_is_not() -> None:
    pool = Pool()
    batch = begun(pool, case(1), case(2), case(1), case(3), admits=lambda one: one.variables["number"] != 2)
    assert [one.variables["number"] for one in pool.sent] == [1, 3]
    assert batch.fixed_keys == {case(1).key(), case(3).key()}
    assert batch.control is None


def test_generated_cases_come_after_the_fixed_ones_and_are_not_among_them() -> None:
    pool = Pool()
    batch = begun(pool, case(1), drawn=st.integers(1, 3).map(case), control=case(9))
    assert len(pool.sent) == 1
    batch.draw(pool)
    assert {1} < {one.variables["number"] for one in pool.sent} <= {1, 2, 3}
    assert len({one.key() for one in pool.sent}) == len(pool.sent) == len(batch.answers)
    assert batch.fixed_keys == {case(1).key()}
    assert batch.control == case(9).key()


@pytest.mark.parametrize(
    ("share", "most", "count"), [(1.0, 10, 10), (0.25, 10, 2), (0.5, 1, 1), (0.1, 3, 1), (2.0, 5, 10)]
)
def test_a_share_of_the_examples_is_generated_and_one_at_least(share: float, most: int, count: int) -> None:
    assert drawn_count(Cases(drawn=st.just(case(1)), share=share), most) == count
    assert drawn_count(Cases(share=share), most) == 0


def test_exchanges_come_in_the_order_of_the_cases_and_something_else_is_looked_after_meanwhile() -> None:
    pool = Pool(at_once=False)
    batch = begun(pool, case(1), case(2))
    looks: list[int] = []

    def meanwhile() -> None:
        looks.append(len(pool.waiting))
        pool.answer(-1)

    assert came(batch, meanwhile=meanwhile) == [1, 2]
    assert looks == [2, 1]


def test_a_stop_ends_the_waiting() -> None:
    stop = StopRequest()
    batch = begun(Pool(at_once=False), case(1))
    assert came(batch, stop, lambda: setattr(stop, "requested", True)) == []
    assert batch.awaited(case(1).key(), stop, lambda: None) is None


def test_a_timeout_that_sending_raises_is_not_waited_for() -> None:
    batch = begun(Pool(at_once=False), case(1))
    batch.answers[case(1).key()].set_exception(TimeoutError("of its own"))
    with pytest.raises(TimeoutError, match="of its own"):
        came(batch)


def test_cases_without_a_budget_have_no_exchange_and_the_reason_is_known() -> None:
    batch = begun(Pool(budget=1), case(1), case(2))
    assert batch.withheld is None
    assert came(batch) == [1]
    assert batch.withheld == "no budget is left"
    assert [one.case.variables["number"] for one in batch.answered()] == [1]


def test_what_was_withheld_or_not_tried_before_is_kept() -> None:
    batch = begun(Pool(), case(1), withheld="it moves money", not_tried={"KT-1": "no IBAN"})
    assert (batch.withheld, batch.not_tried) == ("it moves money", {"KT-1": "no IBAN"})


def test_what_is_not_answered_yet_is_left_out() -> None:
    pool = Pool(at_once=False)
    batch = begun(pool, case(1), case(2), case(3))
    pool.waiting[0][1].cancel()
    pool.answer(1)
    assert [one.case.variables["number"] for one in batch.answered()] == [2]


def test_a_case_that_was_answered_is_not_sent_again_unless_others_were_under_way_with_it() -> None:
    pool = Pool()
    taken = Taken(0, ("id",), ("number",), "Int")
    walk = case(3, before=(case(4),))
    batch = begun(pool, case(1), walk, case(5, takes=(taken,)))
    assert batch.answer(case(1), pool)[1] is False
    assert batch.answer(case(2), pool)[1] is True
    assert batch.answer(case(2), pool)[1] is False
    assert batch.answer(walk, pool)[1] is True
    assert batch.answer(case(5, takes=(taken,)), pool)[1] is True
    assert [one.variables["number"] for one in pool.sent] == [1, 3, 5, 2, 3, 5]


@pytest.mark.parametrize(
    ("fixed", "control", "emptied"),
    [
        ((2, 4), None, True),
        ((1, 2), None, False),
        ((1, 2), 1, True),
        ((1, 3), 1, False),
        ((2,), 2, True),
        ((1, 2), 2, False),
    ],
)
def test_a_probe_is_emptied_where_limits_left_nothing_but_its_control(
    fixed: tuple[int, ...], control: int | None, emptied: bool
) -> None:
    """Even numbers are too large. A control shows nothing by itself."""
    known = {} if control is None else {"control": case(control)}
    batch = begun(Pool(), *map(case, fixed), admits=lambda one: one.variables["number"] % 2 == 1, **known)
    assert batch.is_emptied is emptied
