"""What a run that is continued takes from the one that was cut short, so that it need not be said again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from kraken_conformance.exceptions import UsageError


def with_earlier(given: dict[str, Any], context: click.Context) -> dict[str, Any]:
    """Return the options with those of the run in the folder `resume` for all that were not given.

    Secrets and what allows to execute mutations are never in the evidence and have to be given again. Options
    that are given are compared later with what the evidence says. Raises `UsageError` for --output elsewhere.
    """
    from kraken_conformance.runner.resuming import read_earlier

    directory: Path = given["resume"]
    if "output" in _said(given, context) and given["output"] != directory:
        raise UsageError("--resume and --output: what is continued stays in its folder. Leave --output out.")
    given = {**given, "output": directory}
    earlier = read_earlier(directory)
    if earlier is None:
        return given
    configuration, target = earlier.header["configuration"], earlier.header["target"]
    embedded = configuration["embedded"]
    remembered = {
        "url": None if embedded else target["url"],
        "auth_url": None if embedded else target["auth_url"],
        "seed": earlier.header["seed"],
        "server": configuration["selection"]["server"],
        "mutations": tuple(configuration["selection"]["mutation"]),
        "probes": tuple(configuration["selection"]["probe"]),
        "waivers_file": _path(configuration["waivers_file"]),
        **{
            name: configuration[name]
            for name in ("contract", "schema_file", "max_examples", "fail_on", "dry_run", "shard")
        },
        **{name: configuration[name] for name in ("processes", "concurrency", "max_rps", "patience")},
    }
    said = _said(given, context)
    return {**given, **{name: value for name, value in remembered.items() if name not in said}}


def _said(given: dict[str, Any], context: click.Context) -> frozenset[str]:
    return frozenset(
        name for name in given if context.get_parameter_source(name) not in (None, ParameterSource.DEFAULT)
    )


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)
