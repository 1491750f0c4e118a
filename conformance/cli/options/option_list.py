"""The options of commands that talk to a target, as click takes them: those of `RunRequest`, and a few of commands."""

from collections.abc import Callable
from dataclasses import Field
from pathlib import Path
from typing import Any, TypeVar

import click

from kraken_conformance.given_path import GivenPath
from kraken_conformance.run_request import declared

Command = TypeVar("Command", bound=Callable[..., Any])

_PROFILE = (
    click.option(
        "--profile",
        type=GivenPath(path_type=Path),
        metavar="FILE",
        help="A file of targets. Default with --target: kraken-conformance.toml.",
    ),
    click.option("--target", metavar="NAME", help="The target of the profile."),
)

_HISTORY = click.option(
    "--history",
    type=GivenPath(path_type=Path),
    metavar="DIR",
    help="A folder that remembers runs; the report shows the trend.",
)


def connect_options(command: Command) -> Command:
    """Add the options that say how a target is reached to a command."""
    return _with([*_PROFILE, *map(_option, _of(connects=True))], command)


def run_options(command: Command) -> Command:
    """Add the options of a run to a command."""
    return _with(
        [*_PROFILE, *map(_option, _of(connects=True)), *map(_option, _of(connects=False)), _HISTORY], command
    )


def profile_options() -> list[click.Option]:
    """Return every option that may stand in a profile: those of a run."""

    def command() -> None: ...

    # click collects the options of stacked decorators from the last to the first.
    return list(reversed(run_options(command).__click_params__))  # type: ignore[attr-defined]


def _of(*, connects: bool) -> list[Field[Any]]:
    return [one for one in declared().values() if one.metadata["connects"] == connects]


def _option(declaration: Field[Any]) -> Callable[[Command], Command]:
    flag, words, default = declaration.metadata["flag"], declaration.metadata["words"], declaration.default
    if isinstance(default, bool):
        return click.option(flag, declaration.name, is_flag=True, **words)
    if isinstance(default, tuple):
        return click.option(flag, declaration.name, multiple=True, **words)
    return click.option(flag, declaration.name, default=default, **words)


def _with(options: list[Callable[[Command], Command]], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
