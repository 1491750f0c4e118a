"""What a worker of a run has to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from kraken_conformance.events import Refusal
from kraken_conformance.model.subject import Subject
from kraken_conformance.safety.budget import Limits
from kraken_conformance.safety.host_policy import Permission
from kraken_conformance.spec import Platform
from kraken_conformance.spec.loading.http_profile import VERSIONS
from kraken_conformance.target.settings import TargetSettings


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Everything that a process needs to run its share of the probes.

    `subjects` is this run's share, in order; `probes` are names that exist. `schemas` maps a server
    to the result of its introspection query, or to SDL; a server that is not there has
    no known schema. `dry_run_honoured` tells the same of each server that was asked. `concurrency`
    is the number of requests in flight at once in this process. `pools` are values that the target knows.
    `day` is the day around which dates are drawn, as `2026-11-23`; None for that on which a process asks.
    `denied` are the mutations that must not be executed, each with the reason; `selected` are those of the
    run as a whole, whatever this share is, empty for all: no other is executed on the way. `limits` are this
    process's own. `limits_of_documents` maps a server to the largest documents that it answers, as `DocumentLimits`
    writes them.
    `introspection` is the query that a server answered with its schema; `schema_problems` says why one gave none.
    `sent_before` is how many requests were sent before the first case, so that the others are numbered after them.
    `clients` are those under whose names a share of the requests to a server is sent.
    `http_profiles` are the profiles of GraphQL over HTTP that are asked; `http_profile` is the one that a server is
    held to: the others are reported beside it, and give no findings.
    `rejected` says why a server does not accept the token of the run, where that was seen before the first case.
    `refusals` are what missing and made-up tokens got then.
    `options` are those of the run that its evidence holds (`OptionFacts`).
    `journal` is the file that takes what is created, None where that is not worth keeping.
    """

    contract: str
    target: TargetSettings
    subjects: tuple[Subject, ...]
    probes: tuple[str, ...]
    schemas: Mapping[str, str]
    dry_run_honoured: Mapping[str, bool]
    seed: int
    max_examples: int
    concurrency: int
    pools: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    day: str | None = None
    skip_honoured: Mapping[str, bool] = field(default_factory=dict)
    denied: Mapping[str, str] = field(default_factory=dict)
    selected: Sequence[str] = ()
    limits_of_documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    journal: str | None = None
    introspection: Mapping[str, str] = field(default_factory=dict)
    schema_problems: Mapping[str, str] = field(default_factory=dict)
    http_profiles: Sequence[str] = VERSIONS
    http_profile: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    sent_before: int = 0
    clients: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rejected: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the settings as a text, so that they can travel to another process. The token is in it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> RunSettings:
        """Read what `to_json` wrote."""
        content: dict[str, Any] = json.loads(text)
        target = content.pop("target")
        target["headers"] = tuple((name, value) for name, value in target["headers"])
        target["secrets"] = tuple(target["secrets"])
        target["limited"] = tuple(target["limited"])
        target["permission"] = Permission(tuple(target["permission"]["origins"]))
        target["platform"] = Platform.from_plain(target["platform"])
        content["subjects"] = tuple(Subject(**subject) for subject in content["subjects"])
        content["limits"] = Limits(**content["limits"])
        content["probes"] = tuple(content["probes"])
        content["selected"] = tuple(content["selected"])
        content["refusals"] = tuple(content["refusals"])
        content["http_profiles"] = tuple(content["http_profiles"])
        return cls(target=TargetSettings(**target), **content)
