"""A number that no run can wait for is an error that names the option."""

from collections.abc import Iterator

import click
import pytest

from kraken_conformance.cli.main import main
from kraken_conformance.quantities import Quantity
from tests.command_line import call

NUMBERS = (click.IntRange, click.FloatRange)


def options(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Parameter]]:
    """Yield the options that are numbers, each with the names of its command."""
    if isinstance(command, click.Group):
        for name in command.list_commands(context := click.Context(command)):
            part = command.get_command(context, name)
            assert part is not None
            yield from options(part, *path, name)
    for parameter in command.params:
        if isinstance(parameter.type, (*NUMBERS, type(click.INT), type(click.FLOAT))):
            yield path, parameter


ALL = [(path, parameter.opts[-1], parameter.type) for path, parameter in options(main)]


@pytest.mark.parametrize("option", ["--max-rps", "--timeout", "--patience", "--max-minutes"])
@pytest.mark.parametrize("value", ["1e999999", "nan", "1e10", "9" * 400, "-1"])
def test_a_number_without_end_is_refused(option: str, value: str) -> None:
    done = call("run", option, value)
    assert done.returncode == 2, done.stdout + done.stderr
    assert option in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "type_"), [(" ".join((*path, option)), type_) for path, option, type_ in ALL], ids=str
)
@pytest.mark.parametrize("value", ["1e10", "9" * 30, "9" * 5_000, "-1", "nan"])
def test_every_number_has_an_end(name: str, type_: click.ParamType, value: str) -> None:
    with pytest.raises(click.BadParameter):
        type_.convert(value, None, None)


def test_what_is_no_number_is_called_so() -> None:
    with pytest.raises(click.BadParameter, match="nan is no number"):
        Quantity(0.1).convert(float("nan"), None, None)


def test_commands_have_numbers() -> None:
    assert {path for path, _, _ in ALL} > {("run",), ("serve",), ("history", "prune"), ("selftest",)}
