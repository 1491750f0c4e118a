"""What is said of a worker that cannot take part: its Python is a program of this machine here."""

import sys
from pathlib import Path

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.runner.distributed import host_check
from kraken_conformance.runner.distributed.host_check import check_hosts
from kraken_conformance.runner.distributed.host_facts import CODE, PACKAGES, host_facts


@pytest.fixture
def spec(tmp_path: Path) -> str:
    """The specification of a worker with a Python of its own; `program` is to be written."""
    return f"popen//python={tmp_path / 'python'}"


def program(spec: str, script: str) -> None:
    path = Path(spec.partition("=")[2])
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def problem(*specs: str) -> str:
    with pytest.raises(UsageError) as raised:
        check_hosts(specs)
    return str(raised.value)


def test_workers_of_this_process_are_not_asked() -> None:
    check_hosts(("popen", "popen"))


def test_a_worker_with_the_same_facts_can_take_part(spec: str) -> None:
    program(spec, f'exec {sys.executable} "$@"')
    check_hosts((spec,))


def test_each_fact_that_differs_is_named_with_both_values(spec: str, tmp_path: Path) -> None:
    old = tmp_path / "old" / "hypothesis-1.0.dist-info"
    old.mkdir(parents=True)
    (old / "METADATA").write_text("Metadata-Version: 2.1\nName: hypothesis\nVersion: 1.0\n")
    program(spec, f'PYTHONPATH={old.parent} exec {sys.executable} "$@"')
    said = problem(spec)
    assert said.startswith(f"--tx {spec}: hypothesis is 1.0 there and {host_facts()['hypothesis']} here.")
    assert "graphql-core" not in said


def test_a_python_without_the_harness_is_said_to_be_one(spec: str) -> None:
    program(spec, f'exec {sys.executable} -I -S "$@"')
    assert "kraken-conformance is not installed there" in problem(spec)


def test_a_shell_that_speaks_first_is_quoted(spec: str) -> None:
    program(spec, f'echo Welcome; exec {sys.executable} "$@"')
    assert "writes 'Welcome' before anything else" in problem(spec)


@pytest.mark.parametrize(
    ("script", "said"), [("echo first >&2; echo last >&2; exit 3", "(last)"), ("exit 3", "(exit code 3)")]
)
def test_a_worker_that_does_not_start_says_why(spec: str, script: str, said: str) -> None:
    program(spec, script)
    message = problem(spec)
    assert f"no worker can be started {said}. Try it: {spec.partition('=')[2]}" in message


def test_a_program_that_is_not_there() -> None:
    assert "/no/such/python cannot be started (No such file or directory)" in problem(
        "popen//python=/no/such/python"
    )


def test_a_host_that_does_not_answer_has_an_end(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_check, "PATIENCE", 0.2)
    program(spec, "exec sleep 60")
    assert "there was no answer for 0.2 s" in problem(spec)


def test_all_problems_are_said_at_once_and_each_host_is_asked_once(spec: str, tmp_path: Path) -> None:
    program(spec, f"echo asked >>{tmp_path / 'asked'}; exit 1")
    said = problem(spec, "popen//python=/no/such/python", spec)
    assert said.count("--tx ") - said.count("use --tx popen") == 2
    assert (tmp_path / "asked").read_text().splitlines() == ["asked"]


def test_the_facts_name_the_harness_and_what_generates_cases() -> None:
    facts = host_facts()
    assert {*PACKAGES, CODE, "the contract", "the Unicode tables of Python"} == facts.keys()
    assert "missing" not in facts.values()
