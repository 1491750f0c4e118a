"""The check of http.mutation-by-get."""

import json

from kraken_conformance.checks._shared.control import answers_request
from kraken_conformance.checks._shared.http_facts import refuses
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation, RaisedError
from kraken_conformance.model.exchange import REFUSED_UNREAD
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level


def _answered(observation: Observation) -> bool:
    """Whether the answer tells what the server makes of a mutation by GET.

    It does not where the request was refused for another reason (no token, a URL that is too long), or where the
    same by POST is refused as well.
    """
    response, raw = observation.exchange.response, observation.case.raw
    if response is None or raw is None or raw.method != "GET" or observation.case.mutation is None:
        return False
    return response.status < 500 and response.status not in REFUSED_UNREAD and answers_request(observation)


@check("http.mutation-by-get", applies=_answered)
def http_mutation_by_get(observation: Observation) -> Violations:
    """A mutation by GET is refused and never executed.

    Execution shows in a value under `data`, or in an error in the mutation itself, by its path, where the status does
    not refuse the request. A refusal with another status than 4xx weighs less: nothing was executed.

    Source: GraphQL over HTTP, GET; RFC 9110, section 9.2.1: GET is safe.
    """
    response = observation.exchange.response
    assert response is not None
    if _has_value(observation):
        yield Violation(("data",), "a mutation by GET is not executed", json.dumps(observation.data))
    elif refuses(response.status):
        return
    elif failed := [error for error in observation.errors if _is_in_mutation(error, observation)]:
        path = ("errors", failed[0].index, "path")
        yield Violation(path, "a mutation by GET is not executed", json.dumps(failed[0].entry))
    else:
        yield Violation((), "a status of 4xx, such as 405", f"status {response.status}", Level.SHOULD)


def _has_value(observation: Observation) -> bool:
    """Whether there is data and nothing else, or a value beside errors: some servers refuse with an empty object."""
    data = observation.data
    return isinstance(data, dict) and (
        not observation.errors or any(value is not None for value in data.values())
    )


def _is_in_mutation(error: RaisedError, observation: Observation) -> bool:
    path = error.entry.get("path")
    return isinstance(path, list) and path[:1] == [observation.case.mutation]
