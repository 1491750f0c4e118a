"""A file of targets, once it is read and checked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kraken_conformance.exceptions import UsageError
from kraken_conformance.waivers.expected_refusals import ExpectedRefusal


@dataclass(frozen=True, slots=True)
class FromEnvironment:
    """A value that an environment variable holds, `{ env = "STAGING_TOKEN" }`."""

    variable: str

    def read(self, where: str) -> str:
        """Return the value. Raises `UsageError` where the variable is not set."""
        value = os.environ.get(self.variable)
        if not value:
            raise UsageError(f"{where}: the environment variable {self.variable} is not set. Set it first.")
        return value


@dataclass(frozen=True, slots=True)
class Setting:
    """A value of a profile and its place, `kraken-conformance.toml:12`. It may hold `FromEnvironment`."""

    value: Any
    where: str

    def resolved(self) -> Any:
        """Return the value with what the environment holds. Raises `UsageError` where that is not there."""
        if isinstance(self.value, FromEnvironment):
            return self.value.read(self.where)
        if isinstance(self.value, dict):
            return {name: Setting(value, self.where).resolved() for name, value in self.value.items()}
        return self.value


@dataclass(frozen=True, slots=True)
class TargetProfile:
    """One target: its settings by key, those of `[defaults]` included, and the values it is known to know.

    `production` is where the profile says that this target is a production host and may be tested all
    the same, None where it does not. `expected_refusals` are the mutations that it is expected to refuse.
    """

    name: str
    path: Path
    settings: Mapping[str, Setting]
    pools: Mapping[str, Setting] = field(default_factory=dict)
    production: Setting | None = None
    expected_refusals: Mapping[str, ExpectedRefusal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """A file of targets, in its order. `default_target` is the one to take where none is named."""

    path: Path
    targets: Mapping[str, TargetProfile]
    default_target: str | None = None

    def target(self, name: str | None) -> TargetProfile:
        """Return a target by name; without one, the default or the only one. Raises `UsageError`."""
        chosen = name or self.default_target
        if chosen is None and len(self.targets) == 1:
            (chosen,) = self.targets
        known = ", ".join(self.targets)
        if chosen is None:
            raise UsageError(
                f"{self.path}: which target? Give --target with one of {known}, or write default_target."
            )
        if chosen not in self.targets:
            raise UsageError(f"--target {chosen}: {self.path} has no such target. It has {known}.")
        return self.targets[chosen]
