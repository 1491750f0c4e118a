"""`kraken-conformance run`: test a target against the contract."""

import secrets
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from kraken_conformance.cli.options.option_list import profile_options, run_options
from kraken_conformance.cli.options.option_sources import effective_options
from kraken_conformance.cli.options.resume_options import Resumed
from kraken_conformance.cli.options.run_options import prepare_run
from kraken_conformance.exceptions import InternalError, UsageError, why
from kraken_conformance.given_path import GivenPath


@click.command(name="run")
@run_options
@click.option(
    "--resume",
    type=GivenPath(path_type=Path),
    metavar="DIR",
    help="Continue the run in DIR that was cut short, as it was called.",
)
@click.option("--plan", "planned", is_flag=True, help="Print what would be sent. Sends and writes nothing.")
@click.option("--verbose", is_flag=True, help="With --plan: print some of the inputs too.")
def command(planned: bool, verbose: bool, **given: Any) -> None:
    """Test a target against the contract, and write evidence and reports.

    Without --url, an embedded reference server is the target. The exit code is 0 for conformant, 1 for
    non-conformant, 2 for a mistake in the call, 3 for inconclusive, 4 for a failure of the harness.
    """
    with ExitStack() as stack:
        if verbose and not planned:
            raise UsageError("--verbose: it says what a --plan prints. Give that too, or leave it out.")
        resumed = None if given["resume"] is None else Resumed(given["resume"])
        effective = effective_options(
            given if resumed is None else resumed.with_profile(given), profile_options()
        )
        given = effective.given if resumed is None else resumed.with_rest(effective)
        options = prepare_run(
            given, stack, seed=secrets.randbits(32), profile=effective.profile, planned=planned
        )
        if planned:
            from kraken_conformance.cli.output.plan_text import print_plan

            print_plan(options, verbose=verbose)
            return
        from kraken_conformance.cli.output.progress import listener
        from kraken_conformance.cli.output.run_history import RunHistory, Written
        from kraken_conformance.cli.output.summary import print_summary
        from kraken_conformance.runner.sending.stop_request import stopped_by_signals
        from kraken_conformance.runner.session import run

        shard_of_history = given["history"] if given["shard"] else None
        run_history = RunHistory(None if given["shard"] else given["history"], stack)
        stop = stack.enter_context(stopped_by_signals(until_exit=True))
        result = run(options, listener(), stop)
        written = Written([])
        trouble = result.trouble
        try:
            written = run_history.write_reports(result.events, result.evidence.parent)
        except OSError as error:
            trouble = trouble or f"{error.filename or result.evidence.parent}: {why(error)}"
        except UsageError as error:  # of the history, which the run had no part in
            trouble = trouble or str(error)
        print_summary(result, [result.evidence, *written.files], written.requirement_histories)
        if shard_of_history is not None:
            click.echo(
                f"  a shard is not added to a history: merge --history {shard_of_history} adds the whole run"
            )
        if result.evidence.parent != options.request.output:
            click.echo(f"  the report of the run before is still in {options.request.output}")
        if trouble is not None:
            raise InternalError(f"{trouble}. What is above was judged, and is not all in the files.")
        sys.exit(result.judged.verdict.exit_code)
