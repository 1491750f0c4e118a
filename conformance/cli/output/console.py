"""Standard output in the colours that it can show."""

import sys
from typing import Any

import click
from rich.console import Console

from kraken_conformance.cli.output.clean_stream import OutputLost, drop
from kraken_conformance.exceptions import why
from kraken_conformance.safety.terminal_text import harmless


class Output(Console):
    """Writes to standard output. Where the reader closes it early, as with `| head`, the rest is dropped.

    The command goes on: its exit code may be a verdict, which does not depend on who reads it.
    """

    def print(self, *objects: Any, **words: Any) -> None:
        """Print objects; texts hold no escape sequences but those that this console makes of its markup."""
        super().print(*(harmless(one) if isinstance(one, str) else one for one in objects), **words)

    def on_broken_pipe(self) -> None:
        """Go on without output; the console of rich would end the program with the exit code 1."""
        self.quiet = True
        drop(sys.stdout)
        lost = sys.exc_info()[1]
        if isinstance(lost, OutputLost):
            click.echo(f"Error: {why(lost)}. The command goes on without it.", err=True)
