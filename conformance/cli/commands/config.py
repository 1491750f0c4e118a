"""`kraken-conformance config`: what is in force, and where it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import click

from kraken_conformance.cli.options.option_list import profile_options, run_options
from kraken_conformance.cli.options.option_sources import SECRET, InForce, in_force, key_of, pools_of
from kraken_conformance.safety.redaction import HIDDEN, is_secret_name

_IN_ADDRESS = re.compile(r"(?<=//)[^/@]+(?=@)")
"""A user name and a password in an address."""


@click.group(name="config")
def command() -> None:
    """Show what is in force."""


@command.command(name="show")
@run_options
def show(**given: Any) -> None:
    """Print every option as a run would take it, and where it comes from. Secrets are masked.

    Takes the options of `run`. The command line comes before the profile, the profile before the
    environment, and that before the defaults.
    """
    force = in_force(given, profile_options())
    if force.profile is not None:
        click.echo(f"# target {force.profile.name} of {force.profile.path}")
    rows = list(_rows(force))
    width = max(len(text) for text, _ in rows)
    for text, source in rows:
        click.echo(f"{text.ljust(min(width, 60))}  # {source}")


def _rows(force: InForce) -> Iterator[tuple[str, str]]:
    for option in profile_options():
        name = str(option.name)
        if name in force.given:
            yield f"{key_of(option)} = {_shown(name, force.given[name])}", force.sources[name]
    if force.profile is None:
        return
    if force.profile.production is not None:
        yield "production = true", force.profile.production.where
    for key, values in pools_of(force.profile).items():
        secret = is_secret_name(re.split(r"[.:]", key)[-1])
        shown = [HIDDEN] * len(values) if secret else list(values)
        yield f"pools.{key} = {_written(shown)}", force.profile.pools[key].where


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "(none)"
    if name in SECRET:
        return _written(HIDDEN)
    if name == "headers":
        return _written([f"{header.partition(':')[0]}: {HIDDEN}" for header in value])
    if isinstance(value, str):
        return _written(_IN_ADDRESS.sub(HIDDEN, value))
    if isinstance(value, tuple):
        return _written(list(value))
    return _written(value if isinstance(value, bool | int | float) else str(value))


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
