"""Asks every host of a run, before anything else is done, whether its workers can take part."""

import inspect
import json
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from kraken_conformance.exceptions import UsageError
from kraken_conformance.runner.distributed import host_facts
from kraken_conformance.runner.distributed.execnet_compat import start_command
from kraken_conformance.runner.distributed.gateways import as_started, is_local

PATIENCE = 60.0
"""Seconds that a host has for its answer."""

MARK = "kraken-conformance facts "
"""What the answer begins with."""


def check_hosts(specs: Sequence[str]) -> None:
    """Raise `UsageError` where the workers of a specification would not come up, or would do something else.

    Every host is asked with the command that starts a worker, all of them at once.
    """
    asked = [spec for spec in dict.fromkeys(specs) if spec != "popen"]
    if not asked:
        return
    here = host_facts.host_facts()
    with ThreadPoolExecutor(min(len(asked), 32)) as pool:
        problems = [problem for problem in pool.map(lambda spec: _problem(spec, here), asked) if problem]
    if problems:
        raise UsageError("\n".join(problems))


def _problem(spec: str, here: dict[str, str]) -> str | None:
    """Return what is wrong with a worker and what to do, None where it can take part."""
    command = start_command(as_started(spec), local=is_local(spec))
    if command is None:
        return None
    try:
        done = subprocess.run(command, input=_question(), capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"--tx {spec}: there was no answer for {PATIENCE:g} s. Fix the host, or leave it out."
    except OSError as error:
        return (
            f"--tx {spec}: {command[0]} cannot be started ({error.strerror}). Install it, or use --tx popen."
        )
    before, mark, answer = done.stdout.partition(MARK)
    if not mark:
        said = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
        return (
            f"--tx {spec}: no worker can be started ({said}). Try it: {_shown(command)}\n"
            "The host has to let you in without a password, and python=… has to name a Python with "
            "kraken-conformance."
        )
    if before:
        return (
            f"--tx {spec}: the shell of the host writes {before.strip()[:60]!r} before anything else. Make it silent "
            "where there is no terminal."
        )
    there = json.loads(answer)
    if host_facts.CODE not in there:
        return (
            f"--tx {spec}: kraken-conformance is not installed there. Install it, or name the right python=…"
        )
    differing = [
        f"{name} is {there.get(name, 'missing')} there and {value} here"
        for name, value in here.items()
        if there.get(name) != value
    ]
    if not differing:
        return None
    return (
        f"--tx {spec}: {'; '.join(differing)}. The same seed would give other cases or findings there: install the "
        "same on both."
    )


def _question() -> str:
    """Return what a worker's Python reads first: a program, as execnet sends its own."""
    return (
        repr(f"{inspect.getsource(host_facts)}\nimport json\nprint({MARK!r} + json.dumps(host_facts()))\n")
        + "\n"
    )


def _shown(command: Sequence[str]) -> str:
    """Return a command as one would type it, without the program at its end."""
    return " ".join(command[:-1] if len(command) > 1 else command)
