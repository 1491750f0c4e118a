"""Machines on this machine: network namespaces on a switch of their own, each with an SSH server.

Nothing of it is to be seen from outside: the switch is a namespace too, and so is the machine of the user.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

NET = "10.77.0"
USER, TARGET = "user", "target"
HOSTS = {"worker1": 2, "worker2": 3}
MACHINES = {USER: 1, **HOSTS, TARGET: 9}
"""The machines, and the last part of the address of each."""

PROGRAM = [sys.executable, "-m", "kraken_conformance.cli"]


def missing() -> str | None:
    """Return what is missing for machines of this sort, None where they can be made."""
    if os.geteuid() != 0:
        return "only root can make network namespaces"
    for program in ("ip", "sshd", "ssh", "ssh-keygen"):
        if shutil.which(program) is None:
            return f"{program} is not installed (apt-get install iproute2 openssh-server openssh-client)"
    probe = f"kraken-{os.getpid()}-probe"
    made = _ip("netns", "add", probe, check=False)
    if made.returncode != 0:
        return f"network namespaces cannot be made here: {made.stderr.strip()}"
    linked = _ip(
        "-n", probe, "link", "add", "name", "kca", "type", "veth", "peer", "name", "kcb", check=False
    )
    _ip("netns", "del", probe)
    return None if linked.returncode == 0 else f"no link can be made here: {linked.stderr.strip()}"


WORKER = b"exec(eval(sys.stdin.readline()))"
"""What is on the command line of a worker."""


@dataclass
class Network:
    """The machines of one test. `folder` holds keys and settings of SSH; `hidden` is empty on the hosts."""

    folder: Path
    hidden: Path
    prefix: str
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def config(self) -> Path:
        """The settings of the SSH client, which knows every host by its name."""
        return self.folder / "ssh_config"

    def address(self, machine: str) -> str:
        return f"{NET}.{MACHINES[machine]}"

    def tx(self, host: str, *more: str) -> list[str]:
        """Return the words that put a worker on a host."""
        spec = "//".join((f"ssh=-F {self.config} {host}", *(more or (f"python={sys.executable}",))))
        return ["--tx", spec]

    def command(self, machine: str, *words: str | Path) -> list[str]:
        return ["ip", "netns", "exec", self.prefix + machine, *map(str, words)]

    def start(self, machine: str, *words: str | Path) -> subprocess.Popen[bytes]:
        """Start a program on a machine; it ends with the network at the latest."""
        with (self.folder / f"{machine}.log").open("ab") as log:
            process = subprocess.Popen(
                self.command(machine, *words), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.started.append(process)
        return process

    def cut(self, host: str) -> None:
        """Cut the link of a host: nothing gets through any more, and nobody is told."""
        _ip("-n", self.prefix + "switch", "link", "set", host, "down")

    def separate(self, host: str) -> None:
        """Let nothing through between a host and the user's machine; either still reaches the target."""
        for machine, other in ((host, USER), (USER, host)):
            nobody = ("lladdr", "02:00:00:00:00:01", "dev", "eth0", "nud", "permanent")
            _ip("-n", self.prefix + machine, "neigh", "replace", self.address(other), *nobody)

    def processes(self, machine: str) -> list[int]:
        told = _ip("netns", "pids", self.prefix + machine, check=False)
        return [int(line) for line in told.stdout.split()]

    def command_lines(self, machine: str) -> list[bytes]:
        """Return the command line of every process of a machine."""
        found = []
        for process in self.processes(machine):
            with suppress(OSError):  # it may have ended by itself
                found.append(Path(f"/proc/{process}/cmdline").read_bytes())
        return found

    def workers(self, machine: str) -> int:
        """Return how many workers there are on a machine; at the user's, connections to workers."""
        return sum(WORKER in line for line in self.command_lines(machine))

    def kill(self, machine: str) -> None:
        """Kill every process of a machine, as when it loses its power."""
        for process in self.processes(machine):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def wait_for(self, machine: str, port: int) -> None:
        """Wait until a program of a machine listens."""
        for _ in range(600):
            listening = subprocess.run(
                self.command(machine, "ss", "-ltnH", f"sport = :{port}"), capture_output=True, check=True
            )
            if listening.stdout:
                return
            time.sleep(0.05)
        raise AssertionError(f"{machine} does not listen: {(self.folder / f'{machine}.log').read_text()}")


@contextmanager
def network(folder: Path, hidden: Path) -> Iterator[Network]:
    """Make all machines, with an SSH server on each of the hosts, and take them down again whatever happens."""
    made = Network(folder, hidden, f"kraken-{os.getpid()}-{time.monotonic_ns() % 10**6}-")
    with ExitStack() as stack:
        _machine(made, "switch", stack)
        _ip("-n", made.prefix + "switch", "link", "add", "name", "lan", "type", "bridge")
        _ip("-n", made.prefix + "switch", "link", "set", "lan", "up")
        for machine in MACHINES:
            _machine(made, machine, stack)
            _plug_in(made, machine)
        stack.callback(_stop, made)
        _keys(made)
        Path("/run/sshd").mkdir(exist_ok=True)  # sshd asks for it
        for host in HOSTS:
            serve = (
                f'mount -t tmpfs none "{hidden}" && exec "$(command -v sshd)" -De -f "{folder}/sshd_{host}"'
            )
            made.start(host, "unshare", "--mount", "sh", "-c", serve)
            made.wait_for(host, 22)
        yield made


def _machine(made: Network, machine: str, stack: ExitStack) -> None:
    name = made.prefix + machine
    _ip("netns", "add", name)
    stack.callback(_ip, "netns", "del", name)
    _ip("-n", name, "link", "set", "lo", "up")


def _plug_in(made: Network, machine: str) -> None:
    name, switch = made.prefix + machine, made.prefix + "switch"
    _ip("-n", switch, "link", "add", "name", machine, "type", "veth", "peer", "name", "eth0", "netns", name)
    _ip("-n", switch, "link", "set", machine, "master", "lan", "up")
    _ip("-n", name, "addr", "add", f"{made.address(machine)}/24", "dev", "eth0")
    _ip("-n", name, "link", "set", "eth0", "up")


def _keys(made: Network) -> None:
    for name in ("id", "host"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made.folder / name)]
        subprocess.run(command, check=True)
    (made.folder / "authorized").write_text((made.folder / "id.pub").read_text())
    host_key = " ".join((made.folder / "host.pub").read_text().split()[:2])
    known, config = "", ""
    for host in HOSTS:
        known += f"{made.address(host)} {host_key}\n"
        config += f"Host {host}\n  HostName {made.address(host)}\n"
        (made.folder / f"sshd_{host}").write_text(
            f"ListenAddress {made.address(host)}\nHostKey {made.folder / 'host'}\nPidFile none\nUsePAM no\n"
            f"AuthorizedKeysFile {made.folder / 'authorized'}\nStrictModes no\nPermitRootLogin prohibit-password\n"
            "PasswordAuthentication no\nAllowTcpForwarding no\nMaxStartups 100\n"
        )
    (made.folder / "known").write_text(known)
    made.config.write_text(
        f"{config}Host *\n  User root\n  IdentityFile {made.folder / 'id'}\n  IdentitiesOnly yes\n"
        f"  UserKnownHostsFile {made.folder / 'known'}\n  StrictHostKeyChecking yes\n"
    )


def _stop(made: Network) -> None:
    for machine in MACHINES:
        made.kill(machine)
    for process in made.started:
        process.wait()


def _ip(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    assert done.returncode == 0 or not check, done.stderr
    return done
