"""Exchanges that show nothing of an `input` requirement."""

from dataclasses import replace

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation
from kraken_conformance.selftest.uncounted.changes import (
    INVALID,
    SOMEBODY_ELSE,
    answered,
    code_of,
    every_request,
    refused,
)
from kraken_conformance.selftest.uncounted.registry import not_counted
from kraken_conformance.spec import Role

VALID, FAULTY = "valid-input", "rejected-input"
OF_VALUES = (
    "input.wrong-kind",
    "input.wrong-scalar",
    "input.null-for-non-null",
    "input.missing-required",
    "input.unknown-field",
    "input.unknown-enum-value",
    "input.int-out-of-range",
    "input.list-nesting",
    "input.malformed-scalar",
)
OF_DOCUMENTS = ("input.unknown-variable", "input.undeclared-argument")
ACCEPTED = "input.valid-accepted"

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*OF_VALUES, *OF_DOCUMENTS, probe=FAULTY)(_by_somebody_else)
    not_counted(ACCEPTED, probe=VALID)(_by_somebody_else)


def credentials_refused(observation: Observation) -> Observation:
    """The credentials are refused: the server did not look at the input."""
    return refused(observation, code_of(observation, Role.NO_TOKEN))


not_counted(*OF_VALUES, *OF_DOCUMENTS, probe=FAULTY)(credentials_refused)
not_counted(ACCEPTED, probe=VALID)(credentials_refused)


@not_counted(*OF_VALUES, *OF_DOCUMENTS, probe=FAULTY)
def refused_by_the_mutation(observation: Observation) -> Observation:
    """The mutation refuses with a code of its own, as it does whatever it is sent."""
    assert observation.mutation is not None
    return refused(observation, observation.mutation.errors[0])


@not_counted(*OF_VALUES, *OF_DOCUMENTS, probe=FAULTY)
def refused_without_the_fault(observation: Observation) -> Observation:
    """The same request without the fault is refused as well, as where only persisted operations are taken."""
    return every_request(observation, INVALID)


def server_error(observation: Observation) -> Observation:
    """The server fails with a page of its own, which other requirements report."""
    return answered(observation, b"Internal Server Error", 500, "text/plain")


not_counted(*OF_VALUES, *OF_DOCUMENTS, probe=FAULTY)(server_error)
not_counted(ACCEPTED, probe=VALID)(server_error)


@not_counted(ACCEPTED, probe=VALID)
def schema_not_known(observation: Observation) -> Observation:
    """The target's own schema is not known: it alone says which input is valid."""
    return replace(observation, target=replace(observation.target, schema=None))


@not_counted(ACCEPTED, probe=VALID)
def dry_run(observation: Observation) -> Observation:
    """The request asks for a dry run: it need not reach the mutation."""
    case = replace(observation.case, expectation=Expectation.DRY)
    return replace(observation, exchange=replace(observation.exchange, case=case))


@not_counted(ACCEPTED, probe=VALID)
def invalid_by_the_own_schema(observation: Observation) -> Observation:
    """The target's own schema calls the request invalid, and the target refuses it."""
    case = replace(observation.case, variables={"input": 1, "further": object})
    return answered(replace(observation, exchange=replace(observation.exchange, case=case)), INVALID)
