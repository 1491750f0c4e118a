"""What becomes of the subjects of workers that die, and of the places at which they were."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from kraken_conformance.runner.pytest_run.worker_scheduling import MOST_CRASHES, RESTARTS, Workers
from kraken_conformance.runner.sending.stop_request import StopRequest


class Places:
    """Stands for the hosts: a worker starts at each but those that are gone."""

    def __init__(self, *gone: str) -> None:
        self.gone = gone
        self.started: list[str] = []

    def start(self, place: str) -> None:
        if place in self.gone:
            raise OSError(place)
        self.started.append(place)


class Node:
    """A worker, at a place."""

    def __init__(self, place: str) -> None:
        self.gateway = SimpleNamespace(spec=place)


@pytest.fixture
def crashed() -> list[Any]:
    return []


@pytest.fixture
def workers(crashed: list[Any]) -> Workers:
    settings: Any = SimpleNamespace(target=SimpleNamespace(max_rps=None))
    return Workers(settings, 2, crashed.append, StopRequest())


def replaced(workers: Workers, places: Places, lost: str) -> list[str]:
    workers._places, workers._workers = ["one", "two"], places  # type: ignore[assignment]
    workers._replace(Node(lost))
    return places.started


def test_a_subject_goes_to_another_worker_until_too_many_died_of_it(
    workers: Workers, crashed: list[Any]
) -> None:
    pending: list[str] = []
    sched, report = SimpleNamespace(mark_test_pending=pending.append), object()
    for _ in range(MOST_CRASHES + 1):
        workers.pytest_handlecrashitem("subject", report, sched)  # type: ignore[arg-type]
    assert pending == ["subject"] * (MOST_CRASHES - 1)
    assert crashed == [report] * (MOST_CRASHES - 1)


def test_a_death_is_told_by_the_last_line_of_its_error(
    workers: Workers, capsys: pytest.CaptureFixture[str]
) -> None:
    node = Node("popen")
    workers.pytest_testnodedown(node, "Traceback\n  line\nNot properly terminated\n")
    workers.pytest_testnodedown(node, None)
    assert [death.partition(": ")[2] for death in workers.deaths] == ["Not properly terminated"]
    assert workers.restarts == 2 * RESTARTS


def test_a_worker_is_replaced_at_its_own_place_first(workers: Workers) -> None:
    assert replaced(workers, Places(), "two") == ["two"]


def test_a_place_that_is_gone_is_not_tried_twice(workers: Workers) -> None:
    assert replaced(workers, Places("two"), "two") == ["one"]
    assert replaced(workers, Places(), "two") == ["one"]
    assert not workers.exhausted


def test_without_any_place_the_workers_are_exhausted(workers: Workers) -> None:
    assert replaced(workers, Places("one", "two"), "one") == []
    assert workers.exhausted
