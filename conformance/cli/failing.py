"""How a command ends when it cannot go on: a message on standard error, and the exit code that says why."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from kraken_conformance.exceptions import HarnessError, InternalError, TargetUnavailable


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
        # Imported only now: it brings graphql-core with it, which commands that fail otherwise do not need.
        from kraken_conformance.spec.exceptions import ContractError

        if isinstance(error, ContractError):
            _end(str(error), 2)
        _end(f"the harness itself failed, which says nothing of the target.\n{traceback.format_exc()}", 4)


def _end(message: str, code: int) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(code)
