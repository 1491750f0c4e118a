"""The probe `harvested-input`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.case import Case, Expectation, Taken
from kraken_conformance.json_path import with_value
from kraken_conformance.links import links
from kraken_conformance.probes.common import obstacle, offered, request
from kraken_conformance.probes.registry import Blocked, Cases, probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "harvested-input"


@probe(NAME)
def harvested_input(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input with a value in it that another mutation has just answered, where names and types say it fits."""
    if not offered(mutation, target) or not mutation.arguments:
        return None
    if blocked := obstacle(mutation, target):
        return blocked
    cases = tuple(_cases(mutation, target))
    return Cases(fixed=cases) if cases else None


def _cases(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    for link in links(mutation, target):
        producer = target.contract.mutations[link.producer]
        valid = Expectation.ACCEPTED
        first = request(
            NAME,
            producer,
            target,
            target.strategies.minimal(producer),
            expectation=valid,
            label=link.producer,
        )
        place = ".".join(map(str, link.path))
        yield request(
            NAME,
            mutation,
            target,
            with_value(target.strategies.minimal(mutation), link.path, None),
            expectation=valid,
            label=f"{place} from {link.producer}",
            before=(first,),
            takes=(Taken(0, link.source, link.path, link.type),),
        )
