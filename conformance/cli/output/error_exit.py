"""How a command ends when it cannot go on: a message on standard error, and the exit code that says why."""

import errno
import select
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from kraken_conformance.cli.output.clean_stream import OutputLost, drop
from kraken_conformance.exceptions import HarnessError, InternalError, TargetUnavailable, why

OUTPUT_CLOSED = 141
"""The exit code where the reader closes the output early, as with `| head`: that of a program ended by SIGPIPE."""

INTERRUPTED = 130
"""The exit code where a user interrupts: that of a program ended by SIGINT. No verdict has it."""

PATH_ERRORS = frozenset(
    {
        *(errno.EACCES, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG),
        *(errno.ENOTDIR, errno.EPERM, errno.EROFS),
    }
)
"""What the system says of a path that cannot be used as it was given."""


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turn the exceptions of the harness into messages and exit codes; anything unforeseen is code 4."""
    try:
        _require_a_folder()
        yield
    except (click.ClickException, click.exceptions.Exit, SystemExit):
        raise
    except KeyboardInterrupt:
        _end("interrupted.", INTERRUPTED)
    except click.Abort:
        if sys.stdin.isatty():
            _end("interrupted.", INTERRUPTED)
        _end(
            "something was to be asked, and there is nobody to answer: give it by an option or the environment.",
            2,
        )
    except TargetUnavailable as error:
        _end(str(error), 3)
    except InternalError as error:
        _end(f"the harness itself failed, which says nothing of the target.\n{error}", 4)
    except HarnessError as error:
        _end(str(error), 2)
    except Exception as error:
        if isinstance(error, OSError) and error.filename and error.errno in PATH_ERRORS:
            _end(f"{error.filename}: {why(error)}. Give another path.", 2)
        if isinstance(error, OutputLost):
            raise
        if isinstance(error, BrokenPipeError) and _nobody_reads():
            drop(sys.stdout)
            sys.exit(OUTPUT_CLOSED)
        if isinstance(error, MemoryError):
            _end("this machine, or a limit of this process, has too little memory for this.", 4)
        _end(f"the harness itself failed, which says nothing of the target.\n{traceback.format_exc()}", 4)


@contextmanager
def output_lost() -> Iterator[None]:
    """End with a message where standard output takes nothing more: what was to be written is the result."""
    try:
        yield
    except OutputLost as error:
        drop(sys.stdout)
        _end(f"{why(error)}.", 4)


def _require_a_folder() -> None:
    """End where the folder in which the command was called is not there any more."""
    try:
        Path.cwd()
    except FileNotFoundError:
        _end("the folder in which this is called does not exist any more. Call it in another one.", 2)


def _nobody_reads() -> bool:
    """Whether standard output is a pipe that is closed at its other end."""
    poller = select.poll()
    poller.register(sys.stdout, select.POLLOUT)
    return any(happened & select.POLLERR for _, happened in poller.poll(0))


def _end(message: str, code: int) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(code)
