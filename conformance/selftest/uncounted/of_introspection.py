"""Exchanges that show nothing of `schema.introspection`."""

from kraken_conformance.judging.observation import Observation
from kraken_conformance.probes.introspection import NAME as INTROSPECTION
from kraken_conformance.selftest.uncounted.changes import INVALID, SOMEBODY_ELSE, answered
from kraken_conformance.selftest.uncounted.registry import not_counted

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted("schema.introspection", probe=INTROSPECTION)(_by_somebody_else)


@not_counted("schema.introspection", probe=INTROSPECTION)
def introspection_refused(observation: Observation) -> Observation:
    """The server refuses introspection, which it has not promised."""
    return answered(observation, INVALID)
