"""Reads a profile and says everything that is wrong with it."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kraken_conformance.exceptions import UsageError
from kraken_conformance.file_content import text_of
from kraken_conformance.profile.keys import ProfileKey
from kraken_conformance.profile.lines import KeyLines
from kraken_conformance.profile.model import Profile, Setting, TargetProfile
from kraken_conformance.waivers.expected_refusals import ExpectedRefusal, read_expected

NAME = "kraken-conformance.toml"
"""The file that is read where a target is named and no file."""

DEFAULTS, TARGETS, DEFAULT_TARGET = "defaults", "targets", "default_target"
POOLS, PRODUCTION, REFUSALS = "pools", "production", "expected_refusals"


def load_profile(path: Path, keys: Mapping[str, ProfileKey]) -> Profile:
    """Read a profile in which the settings `keys` are known.

    Raises `UsageError` with everything that is wrong with it, each with the file, the line and what to do.
    """
    text = _text(path)
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of deep nesting and long numbers, the library's own
        line = re.search(r"at line (\d+)", str(error))
        where = path if line is None else f"{path}:{line[1]}"
        raise UsageError(f"{where}: this is no TOML: {error}.") from None
    reader = _ProfileReader(path, KeyLines(text), keys)
    profile = reader.profile(content)
    if reader.problems:
        raise UsageError("\n".join(reader.problems))
    return profile


def _text(path: Path) -> str:
    try:
        return text_of(path)
    except OSError as error:
        raise UsageError(f"{path}: the profile cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: the profile is not UTF-8.") from None


@dataclass(frozen=True, slots=True)
class _Section:
    """A table of settings with what stands in it beside them."""

    settings: dict[str, Setting]
    pools: dict[str, Setting]
    refusals: dict[str, ExpectedRefusal]
    production: Setting | None


class _ProfileReader:
    """One reading of a file. Problems are kept until the end, so that all are reported at once."""

    def __init__(self, path: Path, lines: KeyLines, keys: Mapping[str, ProfileKey]) -> None:
        self._path = path
        self._lines = lines
        self._keys = keys
        self.problems: list[str] = []

    def profile(self, content: Mapping[str, Any]) -> Profile:
        """Return what the file says, as far as it can be read."""
        for name in content:
            if name not in (DEFAULTS, TARGETS, DEFAULT_TARGET):
                known = (DEFAULTS, TARGETS, DEFAULT_TARGET)
                self._problem(
                    (name,), f"there is no {name!r} at the top of a profile. {nearest(name, known)}".strip()
                )
        common = (POOLS, REFUSALS)
        defaults = self._section((DEFAULTS,), content.get(DEFAULTS, {}), common)
        targets = {}
        for name, section in self._table((TARGETS,), content.get(TARGETS, {})).items():
            own = self._section((TARGETS, name), section, (*common, PRODUCTION))
            targets[name] = TargetProfile(
                name,
                self._path,
                {**defaults.settings, **own.settings},
                {**defaults.pools, **own.pools},
                own.production,
                {**defaults.refusals, **own.refusals},
            )
            if own.production is not None and "url" not in own.settings:
                self._problem(
                    (TARGETS, name, PRODUCTION),
                    "production needs the url of the host beside it, in this table.",
                )
        if not targets:
            self._problem((), "a profile needs a target: write [targets.NAME] with its url.")
        return Profile(self._path, targets, self._default(content.get(DEFAULT_TARGET), targets))

    def _default(self, name: Any, targets: Mapping[str, TargetProfile]) -> str | None:
        if name is None or name in targets:
            return None if name is None else str(name)
        self._problem(
            (DEFAULT_TARGET,), f"there is no target {name!r}. {nearest(str(name), targets)}".strip()
        )
        return None

    def _section(self, place: tuple[str, ...], section: Any, special: Iterable[str]) -> _Section:
        settings: dict[str, Setting] = {}
        pools: dict[str, Setting] = {}
        refusals: dict[str, ExpectedRefusal] = {}
        production = None
        for name, value in self._table(place, section).items():
            here = (*place, name)
            if name == POOLS and POOLS in special:
                pools = dict(self._pools(here, value))
            elif name == REFUSALS and REFUSALS in special:
                refusals = dict(self._refusals(here, value))
            elif name == PRODUCTION and PRODUCTION in special:
                if value is True:
                    production = Setting(True, self._where(here))
                elif value is not False:
                    self._problem(here, "production is true or false: write production = true.")
            elif name in self._keys:
                try:
                    settings[name] = Setting(self._keys[name].read(value), self._where(here))
                except ValueError as error:
                    self._problem(here, str(error))
            else:
                known = (*self._keys, *special)
                self._problem(here, f"there is no setting {name!r}. {nearest(name, known)}".strip())
        return _Section(settings, pools, refusals, production)

    def _refusals(self, place: tuple[str, ...], value: Any) -> Iterator[tuple[str, ExpectedRefusal]]:
        for name, entry in self._table(place, value).items():
            here = (*place, name)
            try:
                yield name, read_expected(name, entry, self._where(here))
            except ValueError as error:
                self._problem(here, str(error))

    def _pools(self, place: tuple[str, ...], value: Any) -> Iterator[tuple[str, Setting]]:
        written: dict[str, str] = {}
        for path, values in _flat(self._table(place, value)):
            name, key = ".".join(path), ".".join(map(_key, path))
            here = (*place, *path)
            if name in written:
                self._problem(
                    here, f"the pool {name!r} is given as {written[name]} and as {key}: leave one out."
                )
                continue
            written[name] = key
            if not isinstance(values, list) or not values:
                self._problem(here, f'the pool {name!r} is a list of values: write {name} = ["…"].')
                continue
            yield name, Setting(tuple(_json(item) for item in values), self._where(here))

    def _table(self, place: tuple[str, ...], value: Any) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self._problem(place, f"{place[-1]} is a table: write [{'.'.join(place)}].")
        return {}

    def _where(self, place: tuple[str, ...]) -> str:
        return f"{self._path}:{self._lines.of(*place)}"

    def _problem(self, place: tuple[str, ...], message: str) -> None:
        self.problems.append(f"{self._where(place)}: {message}")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a question for the known name that is most like another one, or nothing."""
    near = get_close_matches(name.lower().replace("-", "_"), list(known), n=1, cutoff=0.5)
    return f"Did you mean {near[0]!r}?" if near else ""


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the entries of a table by their paths: TOML reads `a.b = 1` as a table within it."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from (((name, *inner), item) for inner, item in _flat(value))
        else:
            yield (name,), value


def _key(name: str) -> str:
    """Return a name as TOML writes it."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _json(value: Any) -> Any:
    """Return a TOML value as JSON has it: days and times as text."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _json(item) for name, item in value.items()}
    return [_json(item) for item in value] if isinstance(value, list) else value
