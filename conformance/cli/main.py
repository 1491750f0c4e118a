"""The command `kraken-conformance`: one file a command, imported only when it is called."""

from __future__ import annotations

from importlib import import_module, metadata

import click

COMMANDS = {
    "explain": (
        "kraken_conformance.cli.explain",
        "Explain a requirement: text, level, citation, what to do.",
    ),
    "replay": ("kraken_conformance.cli.replay", "Send the request of a finding again."),
    "run": ("kraken_conformance.cli.run", "Test a target against the contract: the main job."),
    "serve": ("kraken_conformance.cli.serve", "Serve the reference implementation of the contract."),
    "spec": ("kraken_conformance.cli.spec", "Export, show, import, compare and check contracts."),
}
"""The module of each command and its line of help. The module holds a command named `command`."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(metadata.version("kraken-conformance"), prog_name="kraken-conformance")
def main() -> None:
    """Certify that a GraphQL endpoint honours the contract of the OEFR Kraken mutations."""
