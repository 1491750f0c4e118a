"""`kraken-conformance config`: the effective options, and where it comes from."""

import json
import re
from collections.abc import Iterator
from typing import Any

import click

from kraken_conformance.cli.options.option_list import profile_options, run_options
from kraken_conformance.cli.options.option_sources import (
    SECRET,
    EffectiveOptions,
    effective_options,
    key_of,
    pools_of,
)
from kraken_conformance.safety.known_secrets import HIDDEN, KNOWN
from kraken_conformance.safety.redaction import is_secret_name

_IN_ADDRESS = re.compile(r"(?<=//)[^/@]+(?=@)")
"""A user name and a password in an address."""


@click.group(name="config")
def command() -> None:
    """Show what is effective."""


@command.command(name="show")
@run_options
def show(**given: Any) -> None:
    """Print every option as a run would take it, and where it comes from. Secrets are masked.

    Takes the options of `run`. The command line comes before the profile, the profile before the
    environment, and that before the defaults.
    """
    effective = effective_options(given, profile_options())
    if effective.profile is not None:
        click.echo(f"# target {effective.profile.name} of {effective.profile.path}")
    for url in (effective.given["url"], effective.given["auth_url"], *effective.given["sites"]):
        KNOWN.add_url(url or "")
    rows = list(_rows(effective))
    width = max(len(text) for text, _ in rows)
    for text, source in rows:
        click.echo(f"{text.ljust(min(width, 60))}  # {source}")


def _rows(effective: EffectiveOptions) -> Iterator[tuple[str, str]]:
    for option in profile_options():
        name = str(option.name)
        if name in effective.given:
            yield f"{key_of(option)} = {_shown(name, effective.given[name])}", effective.sources[name]
    if effective.profile is None:
        return
    if effective.profile.production is not None:
        yield "production = true", effective.profile.production.where
    for key, values in pools_of(effective.profile).items():
        secret = is_secret_name(re.split(r"[.:]", key)[-1])
        shown = [HIDDEN] * len(values) if secret else list(values)
        yield f"pools.{key} = {_written(shown)}", effective.profile.pools[key].where


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
