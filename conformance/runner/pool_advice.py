"""What the end of a run says of known values: those that were of no use, and those that would have been."""

from collections.abc import Iterator, Mapping, Sequence

from kraken_conformance.events import Event, results_of
from kraken_conformance.judging.mutation_evidence import successes
from kraken_conformance.probes.valid_input import NAME as VALID_INPUT
from kraken_conformance.runner.request.prepared_run import PreparedRun
from kraken_conformance.spec import Mutation
from kraken_conformance.strategies import Pools, VariableStrategies
from kraken_conformance.target.introspection import read_schema


def unused_pools(options: PreparedRun, schemas: Mapping[str, str]) -> list[str]:
    """Say which pools fit no field of any selected mutation: else that would show after a month of nights."""
    if not options.pools:
        return []
    unused = set(options.pools) - options.contract.triggers.pools
    misfits: dict[str, tuple[str, str]] = {}
    for strategies, mutations in _by_server(options, schemas):
        unused &= set(strategies.unused_pools(mutations))
        misfits = {**strategies.misfits(mutations), **misfits}
    return [
        f"the pool {key!r} fits no field of the selected mutations, {_why(misfits.get(key))}; see docs/profiles.md"
        for key in options.pools
        if key in unused
    ]


def _why(misfit: tuple[str, str] | None) -> str:
    if misfit is None:
        return "by no name, path or type"
    path, type_ = misfit
    return f"as none of its values is of the type of `{path}`, {type_}"


def lacking_pools(
    options: PreparedRun, schemas: Mapping[str, str], events: Sequence[Event]
) -> dict[str, list[str]]:
    """Return, for each mutation that met errors alone, the keys of pools that may bring it to success."""
    if options.request.dry_run:
        return {}
    succeeded = {event["mutation"] for event in results_of(events) if successes([event])}
    refused = {
        event["mutation"]
        for event in results_of(events)
        if event["probe"] == VALID_INPUT and event["state"] == "done" and event["errors_observed"]
    }
    found = {}
    for strategies, mutations in _by_server(options, schemas):
        for mutation in mutations:
            if mutation.name in refused - succeeded and (keys := strategies.unknown_references(mutation)):
                found[mutation.name] = list(keys)
    return found


def _by_server(
    options: PreparedRun, schemas: Mapping[str, str]
) -> Iterator[tuple[VariableStrategies, list[Mutation]]]:
    """Yield the strategies of each server that was tested, with its selected mutations."""
    for server in options.contract.servers:
        mutations = [
            options.contract.mutations[subject.mutation]
            for subject in options.subjects
            if subject.mutation and subject.server == server
        ]
        if mutations and server in options.target.sites:
            schema = schemas.get(server)
            strategies = VariableStrategies(
                options.contract,
                schema=None if schema is None else read_schema(schema),
                pools=Pools(options.pools),
            )
            yield strategies, mutations
