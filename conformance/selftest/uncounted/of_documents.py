"""Exchanges that show nothing of a `document` requirement."""

from kraken_conformance.judging.observation import Observation
from kraken_conformance.probes.document_forms import NAME as DOCUMENT_FORMS
from kraken_conformance.probes.documents import NAME as DOCUMENTS
from kraken_conformance.probes.invalid_documents import NAME as INVALID_DOCUMENTS
from kraken_conformance.selftest.uncounted.changes import (
    INVALID,
    SOMEBODY_ELSE,
    answered,
    every_request,
    firewall_page,
    refused,
    root,
)
from kraken_conformance.selftest.uncounted.registry import not_counted

ALL = (
    "document.operation-name",
    "document.root-fields",
    "document.type-by-name",
    "document.variable-defaults",
    "document.skip-include",
    "document.fragments",
    "document.merged-fields",
    "document.unknown-operation",
    "document.syntax",
    "document.operations",
    "document.fields",
    "document.arguments",
    "document.fragment-rules",
    "document.values",
    "document.directives",
    "document.variables",
)

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*ALL, probe=DOCUMENTS)(_by_somebody_else)


@not_counted(*ALL, probe=DOCUMENTS)
def every_document_refused(observation: Observation) -> Observation:
    """The plain document before it is refused as well, as where only persisted operations are taken."""
    return every_request(observation, INVALID)


@not_counted(*ALL, probe=DOCUMENTS)
def server_error(observation: Observation) -> Observation:
    """The server fails, which other requirements report."""
    return answered(observation, b"Internal Server Error", 500, "text/plain")


OF_MUTATIONS = (
    "document.fields",
    "document.arguments",
    "document.fragment-rules",
    "document.values",
    "document.directives",
    "document.variables",
)


@not_counted(*OF_MUTATIONS, probe=INVALID_DOCUMENTS)
def valid_document_refused(observation: Observation) -> Observation:
    """The same document without its fault is refused as well."""
    return every_request(observation, INVALID)


@not_counted(*OF_MUTATIONS, probe=INVALID_DOCUMENTS)
def firewall_before_a_mutation(observation: Observation) -> Observation:
    """A web firewall answers every request that has a mutation in it."""
    return firewall_page(observation)


@not_counted(*OF_MUTATIONS, probe=INVALID_DOCUMENTS)
def refused_by_the_mutation(observation: Observation) -> Observation:
    """The mutation refuses with a code of its own, as it does whatever it is sent: the document was executed."""
    assert observation.mutation is not None
    return every_request(observation, refused(observation, observation.mutation.errors[0]).body)


@not_counted(*OF_MUTATIONS, probe=INVALID_DOCUMENTS)
def null_and_no_error(observation: Observation) -> Observation:
    """The answer is null without an error: the document was not refused."""
    return answered(observation, {"data": {root(observation): None}})


@not_counted("document.variable-defaults", probe=DOCUMENT_FORMS)
def not_answered_without_defaults_either(observation: Observation) -> Observation:
    """The mutation refuses the same input without a code where it is sent as variables, too."""
    path = [root(observation)]
    body = {"errors": [{"message": "Refused.", "path": path}], "data": {root(observation): None}}
    return every_request(observation, body)


NO_DATA = "error.no-data"

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(NO_DATA, probe=DOCUMENTS)(_by_somebody_else)


@not_counted(NO_DATA, probe=DOCUMENTS)
def error_of_a_field(observation: Observation) -> Observation:
    """The error has the path of a field: the document was executed, and nothing of data was left."""
    error = {"message": "Cannot be null.", "path": ["__typename"]}
    return answered(observation, {"errors": [error], "data": None})


@not_counted(NO_DATA, probe=INVALID_DOCUMENTS)
def executed_all_the_same(observation: Observation) -> Observation:
    """The document is executed though it is not valid, which other requirements report."""
    error = {"message": "Unknown field."}
    return answered(observation, {"errors": [error], "data": {"executed": "Mutation"}})
