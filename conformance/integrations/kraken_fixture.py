"""The checks of the contract for a team's own tests: judge a response of their own, or run a mutation's probes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import pytest
from graphql import FieldNode, GraphQLError, OperationDefinitionNode, parse

from kraken_conformance.encodable_text import encodable
from kraken_conformance.events import Event, HeaderEvent, findings_of
from kraken_conformance.exceptions import TargetUnavailable, UsageError
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.verdict import FailOn, Verdict, counts_against, is_binding, outcomes, verdict
from kraken_conformance.model.case import Case, Operation
from kraken_conformance.model.exchange import Exchange, Request, Response
from kraken_conformance.model.subject import Subject
from kraken_conformance.probes.registry import mutation_probes, probe_facts
from kraken_conformance.probes.schema_probe import SCHEMA
from kraken_conformance.runner.execution.engine import Engine
from kraken_conformance.runner.findings.run_checks import judge
from kraken_conformance.runner.preflight import preflight
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.known_secrets import KNOWN
from kraken_conformance.spec import Contract, load_requirements
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView

OWN = "own-suite"
CONCURRENCY = 8


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A requirement that is broken: where in the response, what the contract promises, what came."""

    requirement: str
    level: str
    path: tuple[str | int, ...]
    expected: str
    actual: str

    def __repr__(self) -> str:
        text = f"<{self.level} {self.requirement} at {list(self.path)}: {self.expected}, but {self.actual}>"
        return encodable(text)


class Kraken:
    """What the fixture `kraken` gives. `target` is None where the suite names none."""

    def __init__(
        self,
        contract: Contract,
        *,
        target: TargetSettings | None,
        fail_on: FailOn,
        max_examples: int,
        seed: int,
    ) -> None:
        self.contract = contract
        self._target = target
        self._fail_on: FailOn = fail_on
        self._max_examples = max_examples
        self._seed = seed
        self._views = {
            server.name: TargetView(contract, server, None, has_token=True)
            for server in contract.servers.values()
        }

    def close(self) -> None:
        """Close the connections."""
        if "_engine" in self.__dict__:
            self._engine.close()

    def document(self, mutation: str) -> str:
        """Return the GraphQL document that asks for every documented field of a mutation."""
        return self._view(mutation).operation(self.contract.mutations[mutation]).document

    def variables(self, mutation: str) -> dict[str, Any]:
        """Return small valid variables for a mutation."""
        return self._view(mutation).strategies.minimal(self.contract.mutations[mutation])

    def judge(
        self, mutation: str, variables: Mapping[str, Any], response: Any, *, document: str | None = None
    ) -> list[BrokenPromise]:
        """Return what a response to a mutation breaks, nothing where it keeps the contract.

        `response` is that of an HTTP client (`status_code`, `headers`, `content`), or the parsed JSON alone.
        `document` is what was sent, by default what `document()` returns. Raises `UsageError` where the
        contract has no such mutation or the document does not call it.
        """
        view = self._view(mutation)
        declared = self.contract.mutations[mutation]
        operation = view.operation(declared) if document is None else _operation(mutation, document)
        content = {"query": operation.document, "variables": dict(variables)}
        request = Request("POST", "", {"Content-Type": "application/json"}, json.dumps(content).encode())
        case = Case(OWN, declared.server, mutation, operation, variables)
        requirements = load_requirements()
        return [
            BrokenPromise(found.requirement, str(level), violation.path, violation.expected, violation.actual)
            for found in judge(Observation(Exchange(case, request, _response(response)), view))
            for violation in found.violations
            for requirement in (requirements[found.requirement],)
            for level in (violation.level or requirement.level,)
            if is_binding(str(level), requirement.decides, self._fail_on)
        ]

    def run(self, mutation: str) -> list[BrokenPromise]:
        """Run every probe of a mutation against the target and return what it breaks.

        Skips the test where nothing is broken, but the mutation never succeeded or something could not be tested, with
        the reasons that a run would give. Raises `UsageError` without
        `--kraken-url`, `TargetUnavailable` where the target does not answer.
        """
        self._view(mutation)
        server = self.contract.mutations[mutation].server
        try:
            events = [KNOWN.event(event) for event in self._engine.run(Subject(server, mutation))]
        except TargetUnavailable as error:  # without its frames, whose local values hold the token
            raise TargetUnavailable(KNOWN.text(str(error))) from None
        broken = [
            BrokenPromise(
                event["requirement"], event["level"], tuple(event["path"]), event["expected"], event["actual"]
            )
            for event in findings_of(events)
            if counts_against(event, self._fail_on)
        ]
        if not broken and (lacking := self._lacking(server, mutation, events)):
            pytest.skip("; ".join(lacking))
        return broken

    def _lacking(self, server: str, mutation: str, events: Sequence[Event]) -> list[str]:
        """Return what keeps a run of one mutation from being conformant, though nothing was broken."""
        header = {
            "type": "header",
            "contract": {"mutations": [{"name": mutation, "server": server}]},
            "configuration": {
                "mutations": [mutation],
                "fail_on": self._fail_on,
                "probes": list(self._engine.settings.probes),
                "concurrency": CONCURRENCY,
            },
        }
        run: list[Event] = [cast(HeaderEvent, header), *events]
        judged = verdict(run, outcomes(run, self._fail_on), self._fail_on)
        return [] if judged.verdict is Verdict.CONFORMANT else list(judged.reasons)

    @cached_property
    def _engine(self) -> Engine:
        if self._target is None:
            raise UsageError("kraken.run needs a target: give pytest --kraken-url (and --kraken-auth-url).")
        client = TargetClient(self._target)
        try:
            known = preflight(
                client, self.contract, list(self._target.sites), schema=None, selected=self.contract.mutations
            )
        finally:
            client.close()
        facts = probe_facts()
        settings = RunSettings(
            contract=self.contract.name,
            target=self._target,
            subjects=(),
            probes=(SCHEMA, *(name for name in mutation_probes() if not facts[name].uses_other_mutations)),
            schemas=known.schemas,
            introspection=known.introspection,
            schema_problems=known.schema_problems,
            http_profile=known.http_profile,
            dry_run_honoured=known.dry_run_honoured,
            seed=self._seed,
            max_examples=self._max_examples,
            concurrency=CONCURRENCY,
        )
        return Engine(settings, self.contract, StopRequest())

    def _view(self, mutation: str) -> TargetView:
        if mutation not in self.contract.mutations:
            raise UsageError(f"{mutation}: the contract {self.contract.name} has no such mutation.")
        return self._views[self.contract.mutations[mutation].server]


def _operation(mutation: str, document: str) -> Operation:
    try:
        definitions = parse(document, no_location=True).definitions
    except GraphQLError as error:
        raise UsageError(f"The document of {mutation} is no GraphQL: {error.message}") from None
    for definition in definitions:
        if isinstance(definition, OperationDefinitionNode):
            for field in definition.selection_set.selections:
                if isinstance(field, FieldNode) and field.name.value == mutation:
                    name = definition.name.value if definition.name else ""
                    return Operation(name, document, (field.alias or field.name).value)
    raise UsageError(f"The document does not call {mutation}.")


def _response(given: Any) -> Response:
    if isinstance(given, Mapping):
        headers = {"content-type": "application/json; charset=utf-8"}
        return Response(200, headers, json.dumps(given).encode(), 0.0)
    headers = {name.lower(): value for name, value in dict(given.headers).items()}
    return Response(given.status_code, headers, given.content, 0.0)
