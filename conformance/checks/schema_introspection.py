"""The check of `schema.introspection`."""

from itertools import islice

from kraken_conformance.checks._shared.introspection_gaps import gaps
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.probes.introspection import NAME

MOST = 5
"""How many gaps are reported of one answer: what loses one part loses it everywhere."""


def _answered(observation: Observation) -> bool:
    data = observation.data
    return observation.case.probe == NAME and isinstance(data, dict) and bool(data.get("__schema"))


@check("schema.introspection", applies=_answered)
def schema_introspection(observation: Observation) -> Violations:
    """The answer to the introspection query describes a whole schema.

    Every type, field and argument that is listed has the parts that the query asks for. An interface and the
    objects that implement it list each other.

    Source: GraphQL specification, September 2025, section 4.2 Schema Introspection; section 4.2.2 The __Type Type,
    Object and Interface.
    """
    yield from islice(gaps(observation.data["__schema"]), MOST)
