"""Where workers are: the specifications of `--tx`, as execnet and pytest-xdist write them.

`popen` is a process of this machine, `ssh=worker1//python=/opt/kraken/bin/python` one of another; `4*` before
either is four of them. docs/shards.md says what a host needs.
"""

import re
from collections.abc import Sequence

from kraken_conformance.exceptions import UsageError
from kraken_conformance.quantities import MOST_WORKERS

VALUES = frozenset({"ssh", "ssh_config", "python", "chdir", "nice"})
FLAGS = frozenset({"popen", "dont_write_bytecode"})

FOLDER = "chdir=/."
"""Where a worker of another host works, if nothing else is said: a folder that is there and takes nothing.

A value must not end in a slash, where the next key would begin.
"""

ISOLATION = ("env:PYTEST_DISABLE_PLUGIN_AUTOLOAD=1", "env:PYTEST_ADDOPTS=", "env:PYTEST_PLUGINS=")
"""Keeps the plugins and options of pytest on the host out of the run; here the process that starts pytest does."""

SSH_OPTIONS = (
    *("-o BatchMode=yes", "-o ConnectTimeout=10"),
    *("-o ServerAliveInterval=5", "-o ServerAliveCountMax=3"),
)
"""Without these, ssh asks a terminal for what is missing, and waits for a silent host for as long as TCP does.

They come after the words of the user: ssh takes the first value that it meets.
"""


def worker_specs(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the specification of each worker. Raises `UsageError` for one that makes no sense, and for too many."""
    found: list[str] = []
    for text in texts:
        counted = re.fullmatch(r"(?=[0-9])0*([0-9]*)\*(.*)", text, re.DOTALL)
        digits, spec = (counted[1], counted[2]) if counted else ("1", text)
        if not digits:
            raise _wrong(text, "no workers are none. Leave it out, or write a number from 1")
        if len(digits) > len(str(MOST_WORKERS)) or len(found) + int(digits) > MOST_WORKERS:
            raise _wrong(text, f"more than {MOST_WORKERS} workers are too many. Write a smaller number")
        found += [_checked(text, spec)] * int(digits)
    return tuple(found)


def is_local(spec: str) -> bool:
    """Whether a worker is a process of this machine."""
    return "popen" in spec.split("//")


def as_started(spec: str) -> str:
    """Return a specification as pytest-xdist gets it: with what a worker of another host has to have."""
    if is_local(spec):
        return spec
    parts = [" ".join((part, *SSH_OPTIONS)) if part.startswith("ssh=") else part for part in spec.split("//")]
    if not any(part.startswith("chdir=") for part in parts):
        parts.append(FOLDER)
    return "//".join((*parts, *ISOLATION))


def _checked(text: str, spec: str) -> str:
    seen: dict[str, str] = {}
    for part in spec.split("//"):
        key, equals, value = part.partition("=")
        if key in seen:
            raise _wrong(text, f"{key} is there twice. Write it once")
        if key in VALUES:
            if not value.strip():
                raise _wrong(text, f"{key} needs a value. Write {key}=…")
            if value.endswith("/"):
                raise _wrong(
                    text, f"the value of {key} ends in a slash, where the next key begins. Leave it out"
                )
        elif key not in FLAGS:
            known = ", ".join(sorted(VALUES | FLAGS))
            raise _wrong(text, f"{key or part!r} is nothing that can be said of a worker. Use {known}")
        elif equals:
            raise _wrong(text, f"{key} takes no value. Write {key} alone")
        seen[key] = value
    if ("popen" in seen) == ("ssh" in seen):
        raise _wrong(text, "a worker is either of this machine or of another. Write popen or ssh=HOST")
    if "ssh_config" in seen and "ssh" not in seen:
        raise _wrong(text, "ssh_config is for ssh=HOST. Leave it out")
    if not re.fullmatch(r"-?[0-9]{1,2}", seen.get("nice", "0")):
        raise _wrong(text, "nice is a whole number of two digits at most. Write nice=10")
    return spec


def _wrong(text: str, what: str) -> UsageError:
    return UsageError(
        f"--tx {text[:100]}: {what}, such as --tx 4*popen or --tx ssh=HOST//python=/path/to/python."
    )
