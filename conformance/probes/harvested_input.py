"""The probe `harvested-input`."""

from collections.abc import Iterator
from functools import partial

from kraken_conformance.model.case import Case, Expectation, Taken
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.model.json_path import with_value
from kraken_conformance.probes._shared.preconditions import inputs, obstacle, offered, request
from kraken_conformance.probes._shared.value_links import links
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "harvested-input"


@probe(NAME, uses_other_mutations=True)
def harvested_input(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input with a value in it that another mutation has just answered, where names and types say it fits."""
    if not offered(mutation, target):
        return None
    if not mutation.arguments:
        return Cases()
    return obstacle(mutation, target) or Cases(fixed=tuple(_cases(mutation, target)))


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    valid = partial(request, NAME, expectation=Expectation.ACCEPTED)
    for link in links(mutation, target):
        producer = target.contract.mutations[link.producer]
        place = ".".join(map(str, link.path))
        variables = with_value(target.strategies.minimal(mutation), link.path, None)
        # The types do not tell whether a mutation goes well with its smallest input.
        for one in inputs(producer, target, 2):
            yield valid(
                mutation=mutation,
                target=target,
                variables=variables,
                label=f"{place} from {link.producer} with {one.label}",
                before=(valid(mutation=producer, target=target, variables=one.variables, label=one.label),),
                takes=(Taken(0, link.source, link.path, link.type),),
            )
