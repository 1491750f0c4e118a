"""The line between a worker and the process that started it, over a channel that is a pair of queues."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from kraken_conformance.runner.distributed import heartbeat
from kraken_conformance.runner.distributed.heartbeat import BEAT, DOUBT, GIVEN_UP, LEASE, NearEnd


class Channel:
    """One end of a channel of execnet, as far as the two ends of the line use it."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.hear: Callable[[Any], None] = lambda line: None
        self.closed = threading.Event()
        self.broken = False

    def setcallback(self, hear: Callable[[Any], None], endmarker: object = ()) -> None:
        self.hear = hear

    def isclosed(self) -> bool:
        return self.closed.is_set()

    def send(self, line: str) -> None:
        if self.broken:
            raise OSError("cannot send to a closed channel")
        self.sent.append(line)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hundredth of a second be one second."""
    for name in ("BEAT", "LEASE", "GIVEN_UP", "DOUBT"):
        monkeypatch.setattr(heartbeat, name, getattr(heartbeat, name) / 100)


def waited(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.001)
    return True


def test_a_worker_ends_before_it_is_given_up() -> None:
    assert BEAT < LEASE
    assert DOUBT + LEASE <= GIVEN_UP


@pytest.mark.usefixtures("quick")
def test_the_lines_of_a_worker_are_taken_and_its_signs_of_life_are_not() -> None:
    channel, taken = Channel(), list[str]()
    NearEnd(channel, taken.append, lambda: None)
    for line in ("", '{"one": 1}', "", '{"two": 2}'):
        channel.hear(line)
    assert taken == ['{"one": 1}', '{"two": 2}']
    channel.closed.set()


@pytest.mark.usefixtures("quick")
def test_a_worker_that_falls_silent_is_given_up_once() -> None:
    channel, given_up = Channel(), list[int]()
    NearEnd(channel, lambda line: None, lambda: given_up.append(1))
    channel.hear("")
    assert waited(lambda: bool(given_up))
    assert waited(lambda: not any(thread.name == "heartbeat" for thread in threading.enumerate()))
    assert given_up == [1]
    channel.closed.set()


@pytest.mark.usefixtures("quick")
def test_a_worker_that_has_not_begun_is_not_given_up() -> None:
    channel, given_up = Channel(), list[int]()
    NearEnd(channel, lambda line: None, lambda: given_up.append(1))
    assert waited(lambda: len(channel.sent) > 30)
    assert given_up == []
    channel.closed.set()


@pytest.mark.usefixtures("quick")
def test_the_lease_is_from_the_last_sign_of_life() -> None:
    channel = Channel()
    near = NearEnd(channel, lambda line: None, lambda: None)
    assert 0 < near.lease() <= heartbeat.LEASE + heartbeat.BEAT
    channel.broken = True
    assert waited(lambda: near.lease() == 0.0)


def test_a_line_to_nobody_ends_the_worker_in_good_order() -> None:
    """What it ends is its own process: that is one of its own here."""
    assert ended("far.send('x')", broken=True) == ("closed", 1)


def test_the_end_of_the_other_end_ends_the_worker_in_good_order() -> None:
    assert ended("channel.hear(None)") == ("closed", 1)


def test_a_worker_that_is_done_does_not_care() -> None:
    assert ended("far.finished(); channel.hear(None); time.sleep(0.05); print('on'); os._exit(7)") == (
        "on",
        7,
    )


def test_a_leased_worker_that_hears_nothing_ends_at_once() -> None:
    assert ended("pass", leased=True) == ("", 1)


def test_a_worker_of_this_machine_does_not_need_to_hear_anything() -> None:
    assert ended("time.sleep(0.3); print('on'); os._exit(7)") == ("on", 7)


PROGRAM = """
import os, sys, time
from kraken_conformance.runner.distributed import heartbeat
from tests.runner.test_heartbeat import Channel
heartbeat.LEASE, heartbeat.BEAT = 0.2, 0.02
channel = Channel()
channel.broken = {broken}
far = heartbeat.FarEnd(channel, lambda: print("closed", flush=True), leased={leased})
{work}
time.sleep(30)
"""


def ended(work: str, *, leased: bool = False, broken: bool = False) -> tuple[str, int]:
    """Return what a process with the end of a worker says, and its exit code."""
    program = PROGRAM.format(work=work, leased=leased, broken=broken)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=os.environ
    )
    return done.stdout.strip(), done.returncode
