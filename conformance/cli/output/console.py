"""Standard output in the colours that it can show."""

from __future__ import annotations

from rich.console import Console

from kraken_conformance.cli.output.error_exit import drop_output


class Output(Console):
    """Writes to standard output. Where the reader closes it early, as with `| head`, the rest is dropped.

    The command goes on: its exit code may be a verdict, which does not depend on who reads it.
    """

    def on_broken_pipe(self) -> None:
        """Go on without output; the console of rich would end the program with the exit code 1."""
        self.quiet = True
        drop_output()
