"""Errors of contracts and files, as the command line reports them: on standard error, with exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from kraken_conformance.spec.exceptions import ContractError


class BadInput(click.ClickException):
    """Input that cannot be used; the message names the place and what to do."""

    exit_code = 2


@contextmanager
def reported() -> Iterator[None]:
    """Turn a contract's problems into a message and exit code 2."""
    try:
        yield
    except ContractError as error:
        raise BadInput(str(error)) from None
