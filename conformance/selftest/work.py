"""Runs one task of the kill matrix: a server with its faults, and an engine against it."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kraken_conformance.events import FindingEvent, findings_of
from kraken_conformance.exceptions import HarnessError
from kraken_conformance.model.subject import Subject
from kraken_conformance.probes.registry import probe_facts
from kraken_conformance.runner.embedded_target import Embedded, embedded
from kraken_conformance.runner.execution.engine import Engine
from kraken_conformance.runner.preflight import preflight
from kraken_conformance.runner.replay import replay
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.safety.known_secrets import HIDDEN
from kraken_conformance.selftest.plan import Task
from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings

CONCURRENCY = 8


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """What a run tells of a subject: how many findings there are of each requirement.

    `untrue` are those that do not show again on the same server, or show on a healthy one too, each with its label.
    """

    findings: Mapping[str, int]
    untrue: tuple[str, ...] = ()


def served(task: Task) -> ServerSettings:
    """Return the settings of the server of a task."""
    planted = tuple(PlantedFault(fault, subject.mutation) for subject, fault in task.faults.items())
    stateful = any(FAULTS[one.id].stateful for one in planted)
    return ServerSettings(faults=planted, stateful=stateful, http_profile=task.http_profile)


def work(
    task: Task, contract_name: str | Path, healthy: Embedded | None, *, seed: int, max_examples: int
) -> dict[Subject, SubjectResult]:
    """Return what is result of each subject of a task. `healthy` is the same server without its faults."""
    contract = load_contract(contract_name)
    with embedded(served(task), contract_name) as server:
        target = _target(server, contract)
        client = TargetClient(target)
        used = list(target.sites)
        try:
            known = preflight(client, contract, used, schema=None)
        finally:
            client.close()
        settings = RunSettings(
            contract=str(contract_name),
            target=target,
            subjects=task.subjects,
            probes=tuple(probe_facts()),
            schemas=known.schemas,
            introspection=known.introspection,
            schema_problems=known.schema_problems,
            http_profile=known.http_profile,
            dry_run_honoured=known.dry_run_honoured,
            seed=seed,
            max_examples=max_examples,
            concurrency=CONCURRENCY,
        )
        engine = Engine(settings, contract, StopRequest())
        try:
            found = {subject: findings_of(list(engine.run(subject))) for subject in task.subjects}
        finally:
            engine.close()
        return {
            subject: SubjectResult(
                Counter(finding["requirement"] for finding in findings),
                () if healthy is None else tuple(_untrue(findings, contract, server, healthy)),
            )
            for subject, findings in found.items()
        }


def _target(server: Embedded, contract: Contract) -> TargetSettings:
    return TargetSettings(
        sites=server.sites,
        token=server.token,
        api_key=server.api_key,
        expired_token=server.expired_token,
        peer_token=server.peer_token,
        permission=THIS_MACHINE,
        platform=contract.platform,
        limited=contract.limited_mutations,
    )


def _untrue(
    findings: list[FindingEvent], contract: Contract, faulty: Embedded, healthy: Embedded
) -> Iterator[str]:
    """Yield what is untrue of findings, when each is sent again to its own server, and to a healthy one.

    What it needs to show again may be a value that the evidence hides.
    """
    for finding in findings:
        what = f"{finding['requirement']} ({finding['label']})"
        surely = not finding["flaky"] and HIDDEN not in json.dumps(finding["case"]["variables"])
        if finding["flaky"]:
            yield f"{what} is called flaky"
        if surely and not _shows(finding, contract, faulty):
            yield f"{what} does not show again"
        if _shows(finding, contract, healthy):
            yield f"{what} shows on the healthy server too"


def _shows(finding: FindingEvent, contract: Contract, server: Embedded) -> bool:
    client = TargetClient(_target(server, contract))
    try:
        return bool(replay(contract, finding, client).violations)
    except HarnessError:
        return False
    finally:
        client.close()
