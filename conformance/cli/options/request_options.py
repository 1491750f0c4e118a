"""The fields of a `RunRequest` that somebody made, as the options of a run: what these do not take is refused."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath
from typing import Any

import click

from kraken_conformance.cli.options.option_list import profile_options
from kraken_conformance.exceptions import UsageError
from kraken_conformance.run_request import RunRequest, declared


def options_of(request: RunRequest) -> dict[str, Any]:
    """Return the options of a run by name. Raises `UsageError` for a value that the option does not take."""
    if not isinstance(request, RunRequest):
        raise UsageError("The request is no RunRequest: write run(RunRequest(…)).")
    options = {option.name: option for option in profile_options()}
    given = {name: _checked(options[name], value) for name, value in _values(request)}
    return {**given, "history": None}


def _values(request: RunRequest) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(request, name)) for name in declared())


def _checked(option: click.Option, value: Any) -> Any:
    name = str(option.name)
    default = declared()[name].default
    if value is None and default is None:
        return None
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise _wrong(name, "it is neither True nor False")
        return value
    if option.multiple:
        if isinstance(value, str | Mapping) or not isinstance(value, Collection):
            raise _wrong(name, "it is no tuple of texts")
        return tuple(_converted(option, name, each) for each in value)
    return _converted(option, name, value)


def _converted(option: click.Option, name: str, value: Any) -> Any:
    """Return what click makes of a value, which is a text unless it is a number or a path."""
    number = isinstance(option.type, click.FloatRange | click.IntRange)
    whole = isinstance(option.type, click.IntRange)
    if number and (isinstance(value, bool | str) or (whole and not isinstance(value, int))):
        raise _wrong(name, "it is no whole number" if whole else "it is no number")
    if not number and not isinstance(value, str) and not isinstance(option.type, click.Path):
        raise _wrong(name, "it is no text")
    if isinstance(option.type, click.Path):
        value = _path(option.type, name, value)
    try:
        return option.type.convert(value, None, None)
    except click.BadParameter as error:
        raise _wrong(name, error.message.rstrip(".")) from None
    except (TypeError, ValueError):
        raise _wrong(name, "it is of the wrong type") from None


def _path(type_: click.Path, name: str, value: Any) -> Any:
    """Return a path as its field has it: a `Path`, or a text, as which a `Path` is taken too."""
    if type_.type is not None:
        if not isinstance(value, PurePath):
            raise _wrong(name, "it is of the wrong type: give a pathlib.Path")
        return value
    if not isinstance(value, str | PurePath):
        raise _wrong(name, "it is no text")
    return str(value)


def _wrong(name: str, why: str) -> UsageError:
    """Return the error for a field. It does not show the value, which may be a secret."""
    return UsageError(f"RunRequest.{name}: {why}.")
