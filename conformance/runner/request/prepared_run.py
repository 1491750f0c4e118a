"""What a user asks of a run, checked before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kraken_conformance.events import Configuration
from kraken_conformance.model.subject import Subject
from kraken_conformance.run_request import RunRequest
from kraken_conformance.spec import Contract
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.waivers.expected_refusals import ExpectedRefusal
from kraken_conformance.waivers.waiver import Waiver


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A run before it begins.

    `request` is what the user asked for, and `seed` the seed that is used. `subjects` is what to test, in order;
    `probes` are names that exist. `tx` are workers anywhere, as `gateways.py` reads them. `configuration` is what the
    evidence says of how the run was called; it holds no secret. `pools` are values that the target knows, as
    `strategies.Pools` takes them. `denied` are the mutations that must not be executed, each with the reason.
    `selected` are the mutations of the run as a whole, of which `subjects` may be a share; empty for all.
    `needs_secret` are the mutations that cannot succeed without a secret that was not given, each with the reason;
    `expected_refusals` are those that the profile expects to refuse. With `resume`, the run whose evidence is in
    the output folder is continued. `no_token` says why the login gave no token for the API key, so that nothing can be
    tested.
    """

    request: RunRequest
    contract: Contract
    target: TargetSettings
    subjects: tuple[Subject, ...]
    probes: tuple[str, ...]
    seed: int
    configuration: Configuration
    waivers: tuple[Waiver, ...] = ()
    pools: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    denied: Mapping[str, str] = field(default_factory=dict)
    resume: bool = False
    selected: tuple[str, ...] = ()
    tx: tuple[str, ...] = ()
    needs_secret: Mapping[str, str] = field(default_factory=dict)
    expected_refusals: Mapping[str, ExpectedRefusal] = field(default_factory=dict)
    no_token: str | None = None

    @property
    def excluded(self) -> dict[str, str]:
        """The mutations of the run as a whole that must not be executed, each with the reason."""
        return {name: why for name, why in self.denied.items() if not self.selected or name in self.selected}

    @property
    def schema_file(self) -> Path | None:
        """The file of the schema to test instead of the target's own, None where it is the target's."""
        return None if self.request.schema_file is None else Path(self.request.schema_file)

    @property
    def workers(self) -> tuple[str, ...]:
        """The specification of each worker; none where this process works alone."""
        return self.tx or ("popen",) * self.request.processes
