"""Troubles of this machine that look like those of a target: no file handle, memory or port is left."""

import errno
from typing import Final

import httpx

REMEDIES: Final = {
    errno.EMFILE: "this process may open no more files: raise the limit (ulimit -n) or lower --concurrency",
    errno.ENFILE: "this machine may open no more files: end other programs, or lower --concurrency",
    errno.ENOMEM: "this machine has no memory left: give it more, or lower --concurrency",
    errno.ENOBUFS: "this machine has no memory left for connections: lower --concurrency",
    errno.EADDRNOTAVAIL: "this machine has no free port left for a connection: lower --concurrency or --max-rps",
    errno.ENOSPC: "the disk of this machine is full: make room",
}
"""By the number of an error, what happened and what to do."""


class OwnTrouble(httpx.RequestError):
    """A request was not sent because of this machine, which says nothing about the target."""


def own_trouble(error: BaseException) -> OwnTrouble | None:
    """Return the trouble of this machine that an exception reports, None where it reports something else."""
    if isinstance(error, MemoryError):
        return OwnTrouble(REMEDIES[errno.ENOMEM])
    number = error.errno if isinstance(error, OSError) else None
    return OwnTrouble(REMEDIES[number]) if number in REMEDIES else None
