"""How a command ends when it cannot go on: a message on standard error, and the exit code that says why."""

import errno
import os
import select
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from kraken_conformance.exceptions import HarnessError, InternalError, TargetUnavailable, why

OUTPUT_CLOSED = 141
"""The exit code where the reader closes the output early, as with `| head`: that of a program ended by SIGPIPE."""

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
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, SystemExit):
        raise
    except TargetUnavailable as error:
        _end(str(error), 3)
    except InternalError as error:
        _end(f"the harness itself failed, which says nothing of the target.\n{error}", 4)
    except HarnessError as error:
        _end(str(error), 2)
    except Exception as error:
        if isinstance(error, OSError) and error.filename and error.errno in PATH_ERRORS:
            _end(f"{error.filename}: {why(error)}. Give another path.", 2)
        if isinstance(error, BrokenPipeError) and _nobody_reads():
            drop_output()
            sys.exit(OUTPUT_CLOSED)
        _end(f"the harness itself failed, which says nothing of the target.\n{traceback.format_exc()}", 4)


def drop_output() -> None:
    """Let what is still to be written to standard output go nowhere, at the exit too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _nobody_reads() -> bool:
    """Whether standard output is a pipe that is closed at its other end."""
    poller = select.poll()
    poller.register(sys.stdout, select.POLLOUT)
    return any(happened & select.POLLERR for _, happened in poller.poll(0))


def _end(message: str, code: int) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(code)
