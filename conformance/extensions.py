"""Checks, probes, reports, value formats and contracts of other packages, found by entry points.

docs/extensions.md has an example.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kraken_conformance.exceptions import ExtensionError

CHECKS = "kraken_conformance.checks"
"""Each entry names a module whose import registers checks; `requirements.yaml` beside it has their requirements."""

PROBES = "kraken_conformance.probes"
"""Each entry names a module whose import registers probes."""

REPORTS = "kraken_conformance.reports"
"""Each entry names a format; its value is a mapping of file names to functions that render a `Run` as text."""


FORMATS = "kraken_conformance.formats"
"""Each entry names a value format; its value is a function that makes a text of a number, the simplest of 0."""

CONTRACTS = "kraken_conformance.contracts"
"""Each entry names a contract; its value is the package whose folder has its files."""


@cache
def load_extensions(group: str) -> Mapping[str, Any]:
    """Import what the entry points of a group name and return it by their names, in alphabetical order.

    Raises `ExtensionError` where one cannot be imported.
    """
    return MappingProxyType({entry.name: _loaded(entry) for entry in _entries(group)})


def requirement_files() -> dict[str, Path]:
    """Return the file with the requirements of each extension that has checks, by the extension's name.

    Nothing but the package around the checks is imported. Raises `ExtensionError` where there is no such file.
    """
    files = {}
    for entry in _entries(CHECKS):
        try:
            found = find_spec(entry.module)
        except ImportError as error:
            raise _unusable(entry, error) from error
        if found is None or found.origin is None:
            raise _unusable(entry, f"there is no module {entry.module}")
        file = Path(found.origin).parent / "requirements.yaml"
        if not file.is_file():
            raise _unusable(entry, f"{file} is missing: it has the requirement of each check")
        files[entry.name] = file
    return files


def contract_folders() -> dict[str, Path]:
    """Return the folders of the contracts of other packages, by their names; nothing of them is imported.

    Raises `ExtensionError` where an entry point names no package.
    """
    folders = {}
    for entry in _entries(CONTRACTS):
        try:
            found = find_spec(entry.module)
        except ImportError as error:
            raise _unusable(entry, error) from error
        places = None if found is None else found.submodule_search_locations
        if not places:
            raise _unusable(entry, f"there is no package {entry.module}")
        folders[entry.name] = Path(next(iter(places)))
    return folders


def _entries(group: str) -> list[EntryPoint]:
    return sorted(entry_points(group=group), key=lambda entry: entry.name)


def _loaded(entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except ExtensionError:
        raise
    except Exception as error:
        raise _unusable(entry, error) from error


def _unusable(entry: EntryPoint, why: object) -> ExtensionError:
    package = entry.dist.name if entry.dist is not None else entry.module
    return ExtensionError(
        f"The package {package} cannot be used: its entry point {entry.name} = {entry.value} ({entry.group}): {why}. "
        "Fix the package, or uninstall it."
    )
