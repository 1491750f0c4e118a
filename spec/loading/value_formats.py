"""The formats of texts: those by country, those of a contract's own platform.yaml, those of other packages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kraken_conformance.exceptions import ExtensionError
from kraken_conformance.extensions import FORMATS as GROUP
from kraken_conformance.extensions import load_extensions
from kraken_conformance.spec.check_digits import CHECKS
from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.formats import FORMATS, ValueFormat
from kraken_conformance.spec.loading.contract_files import DIRECTIVES, load_yaml, yaml_line
from kraken_conformance.spec.value_patterns import Pattern

NATIONAL = DIRECTIVES.parent / "formats.yaml"
KEYS = frozenset({"meaning", "pattern", "check"})
"""What an entry of a contract's own formats has; `meaning` and `check` may be missing."""

MOST_NUMBERS = 10**12
"""How many numbers a function of another package is asked for texts of."""


@dataclass(frozen=True, slots=True)
class NationalFormat:
    """A format of `formats.yaml`, and the names of fields that an import gives it to.

    Fields that fit `fields` have it in any deployment, those that fit `fields_there` in one of its `country`.
    """

    format: ValueFormat
    country: str | None
    fields: tuple[str, ...]
    fields_there: tuple[str, ...]


@cache
def national_formats() -> Mapping[str, NationalFormat]:
    """Return the formats by country by their names, in the order of the file."""
    entries: dict[str, dict[str, Any]] = load_yaml(NATIONAL)
    return MappingProxyType(
        {
            name: NationalFormat(
                _of_entry(name, entry),
                entry.get("country"),
                tuple(entry.get("fields", ())),
                tuple(entry.get("fields_there", ())),
            )
            for name, entry in entries.items()
        }
    )


def value_format(name: str | None, own: Mapping[str, ValueFormat]) -> ValueFormat | None:
    """Return the format of texts of that name: of a contract's `own`, of a country, or of another package.

    It is None for one that generators know by themselves, and for one that nobody knows.
    """
    if name is None:
        return None
    if name in own:
        return own[name]
    if name in FORMATS:
        return None
    if name in national_formats():
        return national_formats()[name].format
    return _of_packages().get(name)


def own_formats(own: Any) -> Mapping[str, ValueFormat]:
    """Return the formats of a contract's platform.yaml, in which no problem was found."""
    return {name: _of_entry(name, entry) for name, entry in (own.get("formats") or {}).items()}


def own_format_problems(path: Path, own: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the formats of a contract's platform.yaml."""
    entries = own.get("formats")
    for name, entry in entries.items() if isinstance(entries, Mapping) else ():
        for message, remedy in _wrong(entry):
            yield Problem(str(path), yaml_line(path, "formats", name), f"formats: {name} {message}", remedy)


def known_formats(own: Mapping[str, ValueFormat]) -> frozenset[str]:
    """Return the names of all formats that a contract may use."""
    return frozenset({*FORMATS, *national_formats(), *_of_packages(), *own})


def like(name: str, known: frozenset[str]) -> str:
    """Say which format may be meant by a name that is none."""
    close = get_close_matches(name, sorted(known), n=1)
    return f"Did you mean {close[0]!r}?" if close else "Use one that docs/contract-language.md lists."


def _wrong(entry: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("pattern"), str):
        yield "has no pattern.", 'Write `pattern: "[A-Z]{2}[0-9]{8}"`.'
        return
    for key in sorted(entry.keys() - KEYS, key=str):
        yield f"has the unknown key {key!r}.", f"Use {', '.join(sorted(KEYS))}."
    check = entry.get("check")
    if check is not None and check not in CHECKS:
        yield f"has the unknown check {check!r}.", f"Use one of {', '.join(CHECKS)}."
        return
    try:
        _of_entry("", entry).text(0)
    except ValueError as error:
        yield f"cannot be used: {error}.", "docs/contract-language.md has the language of patterns."


def _of_entry(name: str, entry: Mapping[str, Any]) -> ValueFormat:
    pattern = Pattern.read(entry["pattern"])
    complete = CHECKS.get(entry.get("check", ""))
    return ValueFormat(
        name,
        entry.get("meaning", entry["pattern"]),
        pattern.count,
        pattern.text if complete is None else lambda number: complete(pattern.text(number)),
    )


@cache
def _of_packages() -> Mapping[str, ValueFormat]:
    """Return the formats of other packages: functions that make a text of a number. Raises `ExtensionError`."""
    found: dict[str, ValueFormat] = {}
    for name, make in load_extensions(GROUP).items():
        if name in FORMATS or name in national_formats():
            raise ExtensionError(f"The format {name} is there already. Give the entry point another name.")
        if not callable(make):
            raise ExtensionError(f"The format {name} is no function that makes a text of a number.")
        found[name] = ValueFormat(name, _first_line(make), MOST_NUMBERS, make)
    return MappingProxyType(found)


def _first_line(make: Callable[[int], str]) -> str:
    return next(iter((make.__doc__ or "").strip().splitlines()), "a format of another package")
