"""What a user asks of a run, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kraken_conformance.events import Configuration
from kraken_conformance.judging.verdict import FailOn
from kraken_conformance.model.subject import Subject
from kraken_conformance.spec import Contract
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.waivers.expected_refusals import ExpectedRefusal
from kraken_conformance.waivers.waiver import Waiver


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A run before it begins.

    `contract_name` is what `load_contract` takes. `subjects` is what to test, in order; `probes` are names that exist.
    `processes` is the number of worker processes on this machine, `tx` are workers anywhere, as `gateways.py` reads
    them; without either, this process works alone. `concurrency` is the number of requests in flight at once
    in each. `configuration` is what the evidence says of how the run was
    called; it holds no secret. `pools` are values that the target knows, as `strategies.Pools` takes them.
    In a `dry_run` nothing may be executed, not even to learn what the target honours.
    `denied` are the mutations that must not be executed, each with the reason. `max_requests` and
    `max_minutes` are for the run as a whole, `max_creations` is for each mutation; None is no limit.
    `selected` are the mutations of the run as a whole, of which `subjects` may be a share; empty for all.
    `http_profile` is the profile of GraphQL over HTTP to hold the target to; None for the one that it seems to be
    made to.
    `needs_secret` are the mutations that cannot succeed without a secret that was not given, each with the reason;
    `expected_refusals` are those that the profile expects to refuse. With `allow_unproven`, mutations that only
    refused are let through. `min_coverage` is the least percentage of declared codes to raise, None for any. With
    `resume`, the run whose evidence is in `output` is continued.
    """

    contract: Contract
    contract_name: str
    target: TargetSettings
    subjects: tuple[Subject, ...]
    probes: tuple[str, ...]
    seed: int
    max_examples: int
    processes: int
    concurrency: int
    schema_file: Path | None
    output: Path
    fail_on: FailOn
    configuration: Configuration
    waivers: tuple[Waiver, ...] = ()
    pools: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    dry_run: bool = False
    denied: Mapping[str, str] = field(default_factory=dict)
    max_requests: int | None = None
    max_minutes: float | None = None
    max_creations: int | None = None
    http_profile: str | None = None
    resume: bool = False
    selected: tuple[str, ...] = ()
    tx: tuple[str, ...] = ()
    needs_secret: Mapping[str, str] = field(default_factory=dict)
    expected_refusals: Mapping[str, ExpectedRefusal] = field(default_factory=dict)
    allow_unproven: bool = False
    min_coverage: float | None = None

    @property
    def excluded(self) -> dict[str, str]:
        """The mutations of the run as a whole that must not be executed, each with the reason."""
        return {name: why for name, why in self.denied.items() if not self.selected or name in self.selected}

    @property
    def workers(self) -> tuple[str, ...]:
        """The specification of each worker; none where this process works alone."""
        return self.tx or ("popen",) * self.processes
