"""A whole run: preflight, pytest, evidence, verdict."""

import time
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Protocol

from kraken_conformance.events import (
    Event,
    HeaderEvent,
    LimitFacts,
    SubjectEvent,
    TargetFacts,
    findings_of,
    header_of,
    outcomes_of,
)
from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.journal import JOURNAL, read_journal
from kraken_conformance.judging.contract_facts import contract_facts
from kraken_conformance.judging.verdict import Judged, outcomes, verdict
from kraken_conformance.library_parts import missing_parts
from kraken_conformance.runner.distributed.host_check import check_hosts
from kraken_conformance.runner.evidence.evidence_file import NAME, SCHEMA_VERSION, EvidenceWriter
from kraken_conformance.runner.evidence.report_folder import UNANSWERED, holds_a_run, locked
from kraken_conformance.runner.evidence.resume import (
    REQUIREMENTS,
    SCHEMA_SOURCE,
    Earlier,
    read_earlier,
    require_same,
    resume_command,
)
from kraken_conformance.runner.evidence.run_footer import footer
from kraken_conformance.runner.findings.finding_builder import replay_command
from kraken_conformance.runner.pool_advice import lacking_pools, unused_pools
from kraken_conformance.runner.preflight import Known, preflight
from kraken_conformance.runner.pytest_run.suite_run import run_suite
from kraken_conformance.runner.request.prepared_run import PreparedRun
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.run_clock import RunClock
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.budget import Limits
from kraken_conformance.safety.known_secrets import KNOWN
from kraken_conformance.spec.loading.catalogue import requirements_of
from kraken_conformance.spec.loading.http_profile import VERSIONS
from kraken_conformance.target.client import TargetClient
from kraken_conformance.waivers.waiver import Waivers

TOOL = "kraken-conformance"


class Listener(Protocol):
    """Hears of a run as it goes on."""

    def begin(self, subjects: int) -> None:
        """The run begins, with this number of subjects."""

    def subject(self, events: list[SubjectEvent]) -> None:
        """A subject is finished; these are its events."""

    def end(self) -> None:
        """No more subjects come."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """A run that has ended: its verdict and all its events. `trouble` is why they are not all in the evidence."""

    judged: Judged
    events: tuple[Event, ...]
    evidence: Path
    trouble: str | None = None

    @property
    def resume_command(self) -> str:
        """The command that goes on with the run, where it was cut short."""
        return resume_command(self.evidence.parent, header_of(self.events))


def run(options: PreparedRun, listener: Listener, stop: StopRequest) -> RunResult:
    """Run the probes and write the evidence. Of a run to be continued that has come to its end, nothing is done again.

    At a request to `stop`, what was judged so far is the result.

    A target that cannot be tested makes the run inconclusive; the reason is in the verdict. Raises
    `UsageError` where the output cannot be written or a worker's host is not fit for it, `InternalError` where
    the harness fails. An earlier run in the same folder stays there where the target does not answer: the evidence is
    then in a folder within it.
    """
    with locked(options.request.output):
        return _locked_run(options, listener, stop)


def _locked_run(options: PreparedRun, listener: Listener, stop: StopRequest) -> RunResult:
    clock = RunClock()
    waivers = Waivers(options.waivers, clock.now().date())
    earlier = _earlier(options, clock)
    if earlier is not None and earlier.ended:
        events = earlier.kept
        found = outcomes_of(events)
        return RunResult(
            verdict(events, found, options.request.fail_on), events, options.request.output / NAME
        )
    check_hosts(options.tx)
    if earlier is not None:
        clock.spent = earlier.spent
    kept: Sequence[Event] = () if earlier is None else earlier.kept
    if earlier is None:
        first = _header(options, None, clock)
        first["provisional"] = True
        kept = (first,)
    apart = earlier is None and holds_a_run(options.request.output)
    with EvidenceWriter(
        options.request.output / UNANSWERED if apart else options.request.output, kept
    ) as evidence:
        spend = limits(options, earlier)
        until = None if spend.deadline is None else time.monotonic() + spend.deadline - time.time()
        client = TargetClient(options.target, deadline=until, watched=True)
        try:
            stop.ends(client.stop)
            if options.no_token is not None:
                raise TargetUnavailable(options.no_token)
            known = preflight(
                client,
                options.contract,
                _servers(options),
                schema=options.schema_file,
                dry_run=options.request.dry_run,
                denied=options.denied,
                selected=[subject.mutation for subject in options.subjects if subject.mutation],
                http_profile=options.request.http_profile,
                other_clients=options.request.other_clients,
            )
            if stop.requested:
                raise TargetUnavailable("the run was stopped before anything was tested")
        except TargetUnavailable as error:
            if earlier is not None and earlier.done:
                raise
            evidence.replace_header(_header(options, None, clock, unavailable=str(error)))
            return _finish(evidence, clock, options, interrupted=stop.requested)
        finally:
            client.close()
        if apart:
            evidence.move(options.request.output)
        if earlier is None or earlier.header.get("provisional"):
            evidence.replace_header(_header(options, known, clock))
        else:
            require_same(f"--resume {options.request.output}", earlier.header, _header(options, known, clock))
        settings = RunSettings(
            contract=options.request.contract,
            target=replace(
                options.target,
                reuse_connections=options.target.reuse_connections and not client.unsolicited,
            ),
            subjects=options.subjects if earlier is None else earlier.left_of(options.subjects),
            probes=options.probes,
            schemas=known.schemas,
            dry_run_honoured=known.dry_run_honoured,
            seed=options.seed,
            max_examples=options.request.max_examples,
            concurrency=options.request.concurrency,
            pools=options.pools,
            day=header_of(evidence.events)["day"],
            skip_honoured=known.skip_honoured,
            limits_of_documents={server: found.to_json() for server, found in known.limits.items()},
            introspection=known.introspection,
            schema_problems=known.schema_problems,
            http_profiles=VERSIONS
            if options.request.http_profile is None
            else (options.request.http_profile,),
            http_profile=known.http_profile,
            journal=None
            if options.configuration["embedded"]
            else str((options.request.output / JOURNAL).absolute()),
            denied=options.denied,
            selected=options.selected,
            limits=spend,
            sent_before=client.sent,
            clients={
                server: [name for name in found if found[name] is None]
                for server, found in known.clients.items()
            },
            rejected=known.rejected,
            refusals=tuple(known.refusals),
            options=options.request.facts(),
        )
        interrupted = _run(settings, options, evidence, listener, waivers, stop)
        return _finish(
            evidence,
            clock,
            options,
            interrupted=interrupted,
            waiver_remarks=waivers.remarks(evidence.events),
            remarks=[*unused_pools(options, known.schemas), *missing_parts()],
            lacking=lacking_pools(options, known.schemas, evidence.events),
        )


def _earlier(options: PreparedRun, clock: RunClock) -> Earlier | None:
    """Return what there is of the run to be continued. Raises `UsageError` where it was another one."""
    earlier = read_earlier(options.request.output) if options.resume else None
    if earlier is not None:
        # Before anything is sent; what only the target can tell is compared afterwards.
        require_same(
            f"--resume {options.request.output}",
            earlier.header,
            _header(options, None, clock),
            ignored=frozenset({SCHEMA_SOURCE, REQUIREMENTS}),
        )
    return earlier


def _run(
    settings: RunSettings,
    options: PreparedRun,
    evidence: EvidenceWriter,
    listener: Listener,
    waivers: Waivers,
    stop: StopRequest,
) -> bool:
    """Run the subjects and return whether that was cut short."""
    if not settings.subjects:
        return False

    def take(events: list[SubjectEvent]) -> None:
        waivers.mark(events)
        for finding in findings_of(events):
            finding["replay"] = replay_command(finding["id"], evidence.path.parent, options.request.contract)
        evidence.write_subject(events)
        listener.subject(events)

    listener.begin(len(settings.subjects))
    try:
        interrupted = run_suite(settings, options.contract, workers=options.workers, take=take, stop=stop)
    finally:
        listener.end()
    return interrupted or any(event.get("state") == "interrupted" for event in evidence.events)


def _servers(options: PreparedRun) -> list[str]:
    used = {subject.server for subject in options.subjects}
    return [
        server for server in options.contract.servers if server in used and server in options.target.sites
    ]


def limits(options: PreparedRun, earlier: Earlier | None = None) -> Limits:
    """Return what each process may spend, so that the sum is never more than what the run may.

    What the run spent before it was resumed is not spent again. Raises `UsageError` where its journal is damaged.
    """
    workers, minutes = max(len(options.workers), 1), options.request.max_minutes
    most, creations = options.request.max_requests, options.request.max_creations
    created: Counter[str] = Counter()
    if creations is not None and earlier is not None and (options.request.output / JOURNAL).is_file():
        created.update(entry.mutation for entry in read_journal(options.request.output))
    requests, seconds = (0, 0.0) if earlier is None else (earlier.requests, earlier.spent)

    def share(whole: int, spent: int) -> int:
        return max(whole - spent, 0) // workers

    return Limits(
        requests=None if most is None else share(most, requests),
        deadline=None if minutes is None else time.time() + max(60 * minutes - seconds, 0),
        creations=None
        if creations is None
        else {name: share(creations, created[name]) for name in options.contract.mutations},
    )


def _header(
    options: PreparedRun, known: Known | None, clock: RunClock, *, unavailable: str | None = None
) -> HeaderEvent:
    contract = options.contract
    schemas = set() if known is None else set(known.schemas)
    profiles = set() if known is None else set(known.http_profile.values())
    source = "file" if options.schema_file else "introspection" if schemas else "contract"
    servers = list(contract.servers)
    sites = options.target.sites
    target: TargetFacts = {
        "url": sites.get(servers[0]),
        "auth_url": sites.get(servers[1]) if len(servers) > 1 else None,
        "sites": dict(sites),
        "schema": source,
        "limits": {} if known is None else _limits(known),
        "refusals": [] if known is None else known.refusals,
    }
    if known is not None and known.clients:
        target["clients"] = known.clients
    if unavailable is not None:
        target["unavailable"] = unavailable
    header: HeaderEvent = {
        "type": "header",
        "schema_version": SCHEMA_VERSION,
        "run_id": uuid.uuid4().hex,
        "started_at": clock.stamp(),
        "tool": {"name": TOOL, "version": metadata.version(TOOL)},
        "contract": contract_facts(contract),
        "requirements": {
            requirement.id: {
                "level": str(requirement.level),
                "text": requirement.text,
                "citation": requirement.citation,
                "remedy": requirement.remedy,
                "decides": requirement.decides,
            }
            for requirement in requirements_of(profiles).values()
        },
        "http_profiles": sorted(profiles),
        "target": target,
        "seed": options.seed,
        "day": clock.now().date().isoformat(),
        "configuration": {
            **options.configuration,
            "probes": list(options.probes),
            "excluded": options.excluded,
            "needs_secret": dict(options.needs_secret),
            "expected_refusals": {name: one.to_json() for name, one in options.expected_refusals.items()},
            "waivers": [waiver.to_json() for waiver in options.waivers],
        },
    }
    return KNOWN.event(header)  # as it is in the evidence, with which it is compared


def _limits(known: Known) -> dict[str, LimitFacts]:
    found = ((server, limits.to_json()) for server, limits in known.limits.items())
    return {server: limits for server, limits in found if limits}


def _finish(
    evidence: EvidenceWriter,
    clock: RunClock,
    options: PreparedRun,
    *,
    interrupted: bool,
    waiver_remarks: Sequence[str] = (),
    remarks: Sequence[str] = (),
    lacking: Mapping[str, Sequence[str]] | None = None,
) -> RunResult:
    found = outcomes(evidence.events, options.request.fail_on)
    judged = verdict(evidence.events, found, options.request.fail_on)
    evidence.write(found)
    evidence.write(
        [
            footer(
                evidence.events,
                judged,
                finished_at=clock.stamp(),
                duration_s=clock.duration(),
                interrupted=interrupted,
                waiver_remarks=waiver_remarks,
                remarks=remarks,
                lacking_pools=lacking or {},
            ),
        ]
    )
    return RunResult(judged, tuple(evidence.events), evidence.path, evidence.trouble)
