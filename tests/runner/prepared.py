"""Runs that are prepared and not begun: nothing is started for them, and nothing is sent."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from kraken_conformance.cli.options.run_options import prepare_run
from kraken_conformance.run_request import RunRequest
from kraken_conformance.runner.request.prepared_run import PreparedRun


def prepared(**options: Any) -> PreparedRun:
    """The options of a run, as the command makes them of those that are given."""
    given = {**asdict(RunRequest(**options)), "history": None}
    with ExitStack() as stack:
        return prepare_run(given, stack, seed=1, planned=True)
