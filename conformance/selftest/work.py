"""Runs one task of the kill matrix: a server with its faults, and an engine against it."""

from collections import Counter

from kraken_conformance.model.subject import Subject
from kraken_conformance.probes.registry import probe_facts
from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.runner.execution.engine import Engine
from kraken_conformance.runner.preflight import preflight
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.selftest.plan import Task
from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import load_contract
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings

CONCURRENCY = 8

Found = dict[Subject, dict[str, int]]
"""How many findings there are of each requirement, by subject."""


def work(task: Task, contract_name: str, *, seed: int, max_examples: int) -> Found:
    """Return what is found of each subject of a task."""
    contract = load_contract(contract_name)
    planted = tuple(PlantedFault(fault, subject.mutation) for subject, fault in task.faults.items())
    stateful = any(FAULTS[one.id].stateful for one in planted)
    served = ServerSettings(faults=planted, stateful=stateful, http_profile=task.http_profile)
    with embedded(served, contract_name) as server:
        target = TargetSettings(
            sites=server.sites,
            token=server.token,
            api_key=ServerSettings().api_key,
            expired_token=server.expired_token,
            peer_token=server.peer_token,
            permission=THIS_MACHINE,
            platform=contract.platform,
            limited=contract.limited_mutations,
        )
        client = TargetClient(target)
        used = list(target.sites)
        try:
            known = preflight(client, contract, used, schema=None)
        finally:
            client.close()
        settings = RunSettings(
            contract=contract_name,
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
            return {subject: _findings(engine, subject) for subject in task.subjects}
        finally:
            engine.close()


def _findings(engine: Engine, subject: Subject) -> dict[str, int]:
    events = engine.run(subject)
    return dict(Counter(event["requirement"] for event in events if event["type"] == "finding"))
