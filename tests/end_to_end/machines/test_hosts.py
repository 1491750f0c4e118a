"""Runs over real SSH, on hosts that share nothing with the machine of the user but the installed harness."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kraken_conformance.journal import read_journal
from kraken_conformance.spec.loading.contract_files import DIRECTIVES
from tests.end_to_end.machines.conftest import API_KEY, KEY, PART, SLOWLY, Lab
from tests.end_to_end.machines.network import HOSTS, PROGRAM, USER, WORKER
from tests.end_to_end.unreliable_target.harness import events, few, of, told


def everywhere(lab: Lab, *more: str) -> list[str]:
    return [word for host in HOSTS for word in lab.net.tx(host, *more)]


def begun(process: subprocess.Popen[str], lab: Lab, output: str) -> None:
    """Wait until a subject is done, while others are not."""
    while lab.lines(output) < 4:
        time.sleep(0.02)
        assert process.poll() is None


@pytest.fixture(scope="module")
def command_lines(shared: Lab) -> list[bytes]:
    """The command lines of all machines in the middle of a run on both hosts, which came to its end after."""
    process = shared.start("together", *PART, *everywhere(shared), *SLOWLY)
    begun(process, shared, "together")
    machines = (USER, *HOSTS)
    assert all(shared.net.workers(machine) for machine in machines)
    lines = [line for machine in machines for line in shared.net.command_lines(machine)]
    _, stderr = process.communicate()
    assert process.returncode == 1, stderr
    return lines


@pytest.mark.usefixtures("command_lines")
def test_two_hosts_do_what_one_process_does(shared: Lab, alone: Path) -> None:
    together = events(shared.mine / "together")
    assert told(together) == told(events(alone))
    assert {finding["mutation"] for finding in of(together, "finding")} == {"selfReading"}
    # The journal is on the machine of the user, and holds what the workers created elsewhere.
    folders = (alone, shared.mine / "together")
    created = [sorted(entry.mutation for entry in read_journal(folder)) for folder in folders]
    assert created[0] == created[1] != []


def test_no_secret_is_on_a_command_line(command_lines: list[bytes]) -> None:
    assert not any(API_KEY.encode() in line or b"eyJ" in line for line in command_lines)


@pytest.mark.parametrize("how", ["cut", "separate"])
def test_a_host_that_is_gone_costs_time_and_nothing_else(lab: Lab, alone: Path, how: str) -> None:
    process = lab.start("together", *PART, *everywhere(lab), *SLOWLY)
    begun(process, lab, "together")
    getattr(lab.net, how)("worker1")
    if how == "separate":
        # It must not go on where nobody listens, while another does its work: it ends before it is given up.
        while lab.net.workers("worker1"):
            assert any(b"worker1" in line for line in lab.net.command_lines(USER) if WORKER in line)
            time.sleep(0.1)
            assert process.poll() is None
    _, stderr = process.communicate()
    assert process.returncode == 1, stderr
    assert "worker1 is gone" in stderr
    assert told(events(lab.mine / "together")) == told(events(alone))


def test_a_run_whose_hosts_are_all_gone_can_be_continued(lab: Lab, alone: Path) -> None:
    process = lab.start("together", *PART, *everywhere(lab), *SLOWLY)
    begun(process, lab, "together")
    for host in HOSTS:
        lab.net.kill(host)
    stdout, stderr = process.communicate()
    assert process.returncode in (1, 3), stderr  # by whether the fault was found already
    assert "no place left" in stderr
    assert "stopped: " in stdout
    assert events(lab.mine / "together")[-1]["interrupted"]
    words = [*PROGRAM, "run", "--resume", lab.mine / "together", "--execute", *lab.words, "-n", "2"]
    resumed = subprocess.run(lab.net.command(USER, *words), capture_output=True, text=True, env=KEY)
    assert resumed.returncode == 1, resumed.stderr
    assert told(events(lab.mine / "together")) == told(events(alone))


def test_a_contract_of_ones_own_goes_along(shared: Lab) -> None:
    own = shared.mine / "contract"
    shutil.copytree(DIRECTIVES.parent / "oefr", own)
    done = shared.run(
        "own", *few(("createGoodsQuote",)), "--max-examples", "2", "--contract", own, *everywhere(shared)
    )
    assert done.returncode == 0, done.stdout + done.stderr


def python(folder: Path, name: str, script: str) -> str:
    """Write a program that stands for the Python of a host, and return the words for it."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return f"python={program}"


def test_a_host_that_does_not_fit_is_refused_before_anything_is_sent(shared: Lab) -> None:
    old = shared.net.folder / "old"
    (old / "kraken_conformance-0.0.9.dist-info").mkdir(parents=True)
    metadata = "Metadata-Version: 2.1\nName: kraken-conformance\nVersion: 0.0.9\n"
    (old / "kraken_conformance-0.0.9.dist-info" / "METADATA").write_text(metadata)
    hosts = {
        python(shared.net.folder, "old.sh", f'PYTHONPATH={old} exec {sys.executable} "$@"'): (
            "kraken-conformance is 0.0.9 there and "
        ),
        python(shared.net.folder, "bare.sh", f'exec {sys.executable} -I -S "$@"'): "is not installed there",
        python(shared.net.folder, "loud.sh", f'echo Welcome; exec {sys.executable} "$@"'): "writes 'Welcome'",
        "python=/no/such/python": "no worker can be started",
    }
    tx = [word for words in hosts for word in shared.net.tx("worker2", words)]
    done = shared.run("unfit", *PART, *shared.net.tx("worker1"), *tx)
    assert done.returncode == 2, done.stdout + done.stderr
    for words, message in hosts.items():
        (said,) = [line for line in done.stderr.splitlines() if f"worker2//{words}: " in line]
        assert message in said
    assert "worker1" not in done.stderr
    assert not (shared.mine / "unfit").exists()


def test_a_host_that_cannot_be_reached_is_refused(lab: Lab) -> None:
    lab.net.kill("worker2")
    done = lab.run("run", *PART, *everywhere(lab))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "worker2" in done.stderr
    assert "Connection refused" in done.stderr
    assert not (lab.mine / "run").exists()
