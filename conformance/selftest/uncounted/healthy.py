"""Healthy exchanges: the cases of a probe, sent to the reference server until one of them shows a requirement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cached_property
from itertools import chain
from types import TracebackType

from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes.registry import mutation_probes, server_probes
from kraken_conformance.probes.state import NAME as STATE
from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.runner.preflight import preflight
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import ServerSettings
from kraken_conformance.spec import Contract, Mutation
from kraken_conformance.strategies import Pools
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.introspection import read_schema
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView

FIRST, LAST = 20, 2
"""How many of the fixed cases of a probe are sent per mutation, from the front and from the end."""


class HealthyExchanges:
    """A reference server without a fault. Cases are sent when they are first needed, and each once."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self._open = ExitStack()
        server = self._open.enter_context(embedded(ServerSettings(), contract.name))
        target = TargetSettings(
            sites=server.sites,
            token=server.token,
            peer_token=server.peer_token,
            platform=contract.platform,
            limited=contract.limited_mutations,
            permission=THIS_MACHINE,
        )
        self._client = TargetClient(target)
        self._open.callback(self._client.close)
        known = preflight(self._client, contract, list(contract.servers), schema=None)
        self._views = {
            name: TargetView(
                contract=contract,
                server=contract.servers[name],
                schema=read_schema(known.schemas[name]),
                has_token=True,
                has_peer_token=True,
                dry_run_honoured=known.dry_run_honoured.get(name),
                introspection=known.introspection.get(name),
                pools=_own_key(contract),
            )
            for name in contract.servers
        }
        self._sent: dict[str, list[Observation]] = {}
        self._waiting: dict[str, Iterator[Observation]] = {}

    def __enter__(self) -> HealthyExchanges:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._open.close()

    def showing(self, probe: str, applies: Callable[[Observation], bool]) -> Observation | None:
        """Return the first exchange of a probe to which a check applies, None where there is none."""
        sent = self._sent.setdefault(probe, [])
        waiting = self._waiting.setdefault(probe, self._exchanges(probe))
        for observation in chain(sent, self._noting(waiting, sent)):
            if applies(observation):
                return observation
        return None

    def comparison(self, applies: Callable[[SchemaComparison], bool]) -> SchemaComparison | None:
        """Return the first mutation beside the server's schema to which a check applies, None without any."""
        for mutation in self.contract.mutations.values():
            schema = self._views[mutation.server].schema
            assert schema is not None
            others = tuple(name for name in self._views if name != mutation.server)
            elsewhere = tuple(name for name in others if self._has(name, mutation))
            both = SchemaComparison(self.contract, mutation, mutation.server, schema, elsewhere)
            if applies(both):
                return both
        return None

    def _has(self, server: str, mutation: Mutation) -> bool:
        root = getattr(self._views[server].schema, "mutation_type", None)
        return root is not None and mutation.name in root.fields

    @staticmethod
    def _noting(waiting: Iterator[Observation], sent: list[Observation]) -> Iterator[Observation]:
        for observation in waiting:
            sent.append(observation)
            yield observation

    def _exchanges(self, probe: str) -> Iterator[Observation]:
        for view, made in self._made(probe):
            control = None if made.control is None else Observation(self._client.send(made.control), view)
            client = self._remembering if probe == STATE else self._client
            for case in _some(made):
                yield Observation(client.send(case), view, control)

    @cached_property
    def _remembering(self) -> TargetClient:
        """A client of a server that remembers what it was sent."""
        server = self._open.enter_context(embedded(ServerSettings(stateful=True), self.contract.name))
        target = TargetSettings(
            sites=server.sites,
            token=server.token,
            api_key=server.api_key,
            platform=self.contract.platform,
            permission=THIS_MACHINE,
        )
        client = TargetClient(target)
        self._open.callback(client.close)
        return client

    def _made(self, probe: str) -> Iterator[tuple[TargetView, Cases]]:
        of_server, of_mutation = server_probes().get(probe), mutation_probes().get(probe)
        if of_server is not None:
            found = ((view, of_server(view)) for view in self._views.values())
        else:
            assert of_mutation is not None, probe
            found = (
                (self._views[mutation.server], of_mutation(mutation, self._views[mutation.server]))
                for mutation in self.contract.mutations.values()
            )
        return ((view, made) for view, made in found if isinstance(made, Cases))


def _own_key(contract: Contract) -> Pools:
    """Return the key of the reference server as a known value of the mutation that takes it."""
    login = contract.platform.login
    key = ServerSettings().api_key
    return Pools({} if login is None else {f"{login.argument}.{login.api_key}": [key]})


def _some(made: Cases) -> tuple[Case, ...]:
    """Return cases of a probe from the front and from the end: those at the end differ most from the others."""
    if any(case.mutation is None for case in made.fixed) or len(made.fixed) <= FIRST + LAST:
        return made.fixed
    return (*made.fixed[:FIRST], *made.fixed[-LAST:])
