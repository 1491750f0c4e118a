"""The command `kraken-conformance`: one file a command, imported only when it is called."""

from importlib import metadata
from typing import Any

import click

from kraken_conformance.cli.lazy import LazyGroup
from kraken_conformance.cli.output.clean_stream import clean_output, open_closed_streams
from kraken_conformance.cli.output.error_exit import exit_codes, output_lost
from kraken_conformance.runner.pytest_run.interpreter_tuning import seldom_collecting

COMMANDS = {
    "certify": (
        "kraken_conformance.cli.commands.certify",
        "Run everything and seal the result in a signed bundle.",
    ),
    "cleanup": ("kraken_conformance.cli.commands.cleanup", "Undo what a run created, by its journal."),
    "compare": ("kraken_conformance.cli.commands.compare", "Compare two runs: what broke, what was fixed."),
    "config": (
        "kraken_conformance.cli.commands.config",
        "Show the effective options and where each comes from.",
    ),
    "explain": (
        "kraken_conformance.cli.commands.explain",
        "Explain a requirement: text, level, citation, what to do.",
    ),
    "history": ("kraken_conformance.cli.commands.history", "Show the runs of a history, or forget old ones."),
    "merge": ("kraken_conformance.cli.commands.merge", "Make one run of its shards, and its reports."),
    "report": (
        "kraken_conformance.cli.commands.report",
        "Make the reports of a run again from its evidence.",
    ),
    "replay": ("kraken_conformance.cli.commands.replay", "Send the request of a finding again."),
    "run": ("kraken_conformance.cli.commands.run", "Test a target against the contract: the main job."),
    "selftest": ("kraken_conformance.cli.commands.selftest", "Plant every fault and see that it is found."),
    "serve": ("kraken_conformance.cli.commands.serve", "Serve the reference implementation of the contract."),
    "spec": ("kraken_conformance.cli.commands.spec", "Export, show, import, compare and check contracts."),
    "status": (
        "kraken_conformance.cli.commands.status",
        "One line about the latest run, for a mail or a chat hook.",
    ),
    "verify": ("kraken_conformance.cli.commands.verify", "Check a bundle of certify, offline."),
    "waive": (
        "kraken_conformance.cli.commands.waive",
        "Print the waivers of a run's findings, ready to paste.",
    ),
}
"""The module of each command and its line of help. The module holds a command named `command`."""


class Program(LazyGroup):
    """The group of all commands: whatever stops one of them ends the program with a message and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Read the call and run its command, with streams that take whatever is written to them."""
        open_closed_streams()
        with clean_output(), output_lost():
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was called."""
        with exit_codes(), seldom_collecting():
            return super().invoke(ctx)


@click.group(cls=Program, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(metadata.version("kraken-conformance"), prog_name="kraken-conformance")
def main() -> None:
    """Certify that a GraphQL endpoint honours the contract of the OEFR Kraken mutations."""
