from __future__ import annotations

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.runner.distributed.gateways import SSH_OPTIONS, as_started, is_local, worker_specs


def test_each_worker_has_its_specification() -> None:
    given = ["2*popen", "ssh=worker1//python=/opt/kraken/bin/python", "ssh=-p 22 -F file u@h//nice=10"]
    assert worker_specs(given) == ("popen", "popen", *given[1:])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is nothing that can be said of a worker"),
        ("worker1", "'worker1' is nothing that can be said of a worker"),
        ("0*popen", "no workers are none"),
        ("256*popen", "more than 256 workers are too many"),
        ("9" * 5_000 + "*popen", "more than 256 workers are too many"),
        ("*popen", "'*popen' is nothing that can be said of a worker"),
        ("x*popen", "'x*popen' is nothing that can be said of a worker"),
        ("ssh", "ssh needs a value"),
        ("ssh=", "ssh needs a value"),
        ("popen=1", "popen takes no value"),
        ("popen//ssh=host", "either of this machine or of another"),
        ("python=python3", "either of this machine or of another"),
        ("popen//ssh_config=file", "ssh_config is for ssh=HOST"),
        ("ssh=host//pyhton=python3", "'pyhton' is nothing that can be said of a worker"),
        ("ssh=host//nice=high", "nice is a whole number"),
        ("ssh=host//ssh=other", "ssh is there twice"),
        ("ssh=host//chdir=/", "ends in a slash"),
        ("socket=host:8888", "'socket' is nothing that can be said of a worker"),
        ("ssh=host//env:TOKEN=secret", "'env:TOKEN' is nothing that can be said of a worker"),
    ],
)
def test_what_makes_no_sense_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        worker_specs(["popen", text])
    assert str(raised.value).startswith(f"--tx {text[:100]}: ")
    assert message in str(raised.value)
    assert "such as --tx 4*popen" in str(raised.value)


def test_a_worker_of_this_machine_is_started_as_it_is_written() -> None:
    assert is_local("popen//nice=5")
    assert as_started("popen//nice=5") == "popen//nice=5"


def test_the_words_of_the_user_come_before_the_options_of_the_harness() -> None:
    assert not is_local("ssh=-o ConnectTimeout=60 host")
    first, *rest = as_started("ssh=-o ConnectTimeout=60 host//chdir=/tmp").split("//")
    assert first == " ".join(("ssh=-o ConnectTimeout=60 host", *SSH_OPTIONS))
    assert rest[0] == "chdir=/tmp"
    assert as_started("ssh=host").split("//")[1] == "chdir=/."
