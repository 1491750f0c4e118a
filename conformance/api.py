"""The public API: a run as a function call, with the options of `kraken-conformance run` under their own names."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from kraken_conformance.cli.options.run_options import prepare_run
from kraken_conformance.events import FindingEvent, SubjectEvent, findings_of
from kraken_conformance.judging.scope import Scope
from kraken_conformance.judging.verdict import Verdict, counts_against
from kraken_conformance.reports import write_reports
from kraken_conformance.runner.session import Listener
from kraken_conformance.runner.session import run as run_session


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRequest:
    """What to run. Each field is the option of `kraken-conformance run` with the same meaning; all may be left out.

    Without an address, the embedded reference server is the target. `sites` are texts `NAME=URL`; `headers` are texts
    `NAME: VALUE`. `mutations` and `probes` are names, in which `*` and `?` work; empty is all. Times are in seconds,
    `max_minutes` in minutes. Nothing is read from the environment.
    """

    url: str | None = None
    auth_url: str | None = None
    sites: tuple[str, ...] = ()
    token: str | None = None
    api_key: str | None = None
    expired_token: str | None = None
    peer_token: str | None = None
    headers: tuple[str, ...] = ()
    ca_file: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    timeout: float = 30.0
    contract: str = "oefr"
    execute: bool = False
    dry_run: bool = False
    schema_file: str | None = None
    http_profile: str | None = None
    server: str | None = None
    mutations: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    max_examples: int = 50
    seed: int | None = None
    processes: int = 0
    tx: tuple[str, ...] = ()
    concurrency: int = 8
    max_rps: float | None = None
    allow_effects: tuple[str, ...] = ()
    deny_effects: tuple[str, ...] = ()
    max_requests: int | None = None
    max_minutes: float | None = None
    max_creations: int | None = None
    patience: float = 120.0
    wait: float = 0.0
    waivers_file: Path | None = None
    allow_unproven: bool = False
    min_coverage: float | None = None
    shard: str | None = None
    output: Path = Path("kraken-report")
    fail_on: Literal["must", "should"] = "must"


@dataclass(frozen=True, slots=True)
class RunVerdict:
    """The verdict of a run, with its scope and its reasons in words, the most weighty first.

    `failures` are the findings that decide the verdict, `warnings` the others that are not waived, as
    in `results.json`. `evidence` is the path of `evidence.jsonl`.
    """

    verdict: Verdict
    scope: Scope
    reasons: tuple[str, ...]
    failures: tuple[FindingEvent, ...]
    warnings: tuple[FindingEvent, ...]
    evidence: Path

    @property
    def conformant(self) -> bool:
        """Whether the target is conformant within the scope."""
        return self.verdict is Verdict.CONFORMANT


def run(request: RunRequest, listener: Listener | None = None) -> RunVerdict:
    """Run the probes, write the evidence and all reports into `request.output`, and return the verdict.

    `listener` hears of each subject that is done. Raises `UsageError` for a request that makes no sense,
    `TargetUnavailable` where the login does not answer, `InternalError` where the tool itself fails. No answer
    of the target raises: a target that cannot be tested gives an inconclusive verdict.
    """
    with ExitStack() as stack:
        prepared = prepare_run(_options(request), stack, seed=secrets.randbits(32))
        result = run_session(prepared, listener or _Silent())
    write_reports(result.events, prepared.output)
    findings = findings_of(result.events)
    failures = [finding for finding in findings if counts_against(finding, prepared.fail_on)]
    return RunVerdict(
        verdict=result.judged.verdict,
        scope=result.judged.scope,
        reasons=result.judged.reasons,
        failures=tuple(failures),
        warnings=tuple(one for one in findings if one not in failures and not one.get("waived")),
        evidence=result.evidence,
    )


def _options(request: RunRequest) -> dict[str, Any]:
    return {**asdict(request), "history": None}


class _Silent:
    """Hears of a run and does nothing."""

    def begin(self, subjects: int) -> None:
        """The run begins."""

    def subject(self, events: list[SubjectEvent]) -> None:
        """A subject is done."""

    def end(self) -> None:
        """The run ends."""
