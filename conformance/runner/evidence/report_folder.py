"""The folder of a run: one run at a time writes into it, and an earlier one stays until the target has answered."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kraken_conformance.exceptions import UsageError, why
from kraken_conformance.file_content import opened
from kraken_conformance.runner.evidence.evidence_file import NAME

try:
    import fcntl
except ImportError:  # Windows has no such locks; two runs in one folder are the user's care there
    fcntl = None  # type: ignore[assignment]

LOCK = ".lock"
WRITTEN_IN_PLACE = (LOCK, f".{NAME}.part", "journal.jsonl")
"""Files that are not put into the place of others, so that a link would lead to somebody else's file."""

UNANSWERED = "unanswered"
"""The folder within that of an earlier run for one whose target did not answer."""


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Keep other runs out of a folder. Raises `UsageError` where one is at work in it, or it cannot be written to.

    A folder that was made for a run that wrote nothing is removed again.
    """
    new = not directory.exists()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if links := [name for name in WRITTEN_IN_PLACE if (directory / name).is_symlink()]:
            raise UsageError(
                f"--output {directory}: {', '.join(links)} in it leads to another file. Remove the link."
            )
        lock = (directory / LOCK).open("a")
    except OSError as error:
        raise UsageError(f"--output {directory}: it cannot be written to ({why(error)}).") from None
    with lock:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise UsageError(
                    f"--output {directory}: another run writes into this folder. Wait for it, or name another folder."
                ) from None
        try:
            yield
        finally:
            (directory / LOCK).unlink(missing_ok=True)
            if new:
                with suppress(OSError):  # it is not empty
                    directory.rmdir()


def holds_a_run(directory: Path) -> bool:
    """Whether a folder has evidence of a run that tested something, which a mistake must not replace."""
    try:
        with opened(directory / NAME) as lines:
            next(lines, b"")
            second = next(lines, b"")
    except OSError:
        return False
    try:
        event = json.loads(second)
    except (ValueError, RecursionError):
        return False
    return isinstance(event, dict) and event.get("type") in ("result", "finding")
