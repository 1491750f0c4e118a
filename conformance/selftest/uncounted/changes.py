"""Changes to healthy exchanges that several must-not-count exchanges are made with."""

import json
from dataclasses import replace
from typing import Any, Final

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import Response
from kraken_conformance.spec import Role

JSON: Final = "application/json"
PAGE: Final = (
    b"<html><head><title>403 Forbidden</title></head><body>The request could not be satisfied.</body></html>"
)
INVALID: Final = {"errors": [{"message": "Cannot parse the document."}]}
"""The answer to a document that was refused before anything was executed."""


def answered(
    observation: Observation, content: Any, status: int = 200, media_type: str = JSON
) -> Observation:
    """Return the exchange with another answer: bytes as they are, anything else as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    response = Response(status, {"content-type": media_type}, body, 0.01)
    return replace(observation, exchange=replace(observation.exchange, response=response))


def root(observation: Observation) -> str:
    """Return the response key of the mutation."""
    assert observation.case.operation is not None
    return observation.case.operation.root


def code_key(observation: Observation) -> str:
    """Return the key of an error's extensions that holds its code."""
    return observation.contract.platform.errors.code


def code_of(observation: Observation, role: Role) -> str:
    """Return the code that the contract uses for a role, or one that it does not know where it has none."""
    return observation.contract.code_of(role) or "UNKNOWN"


def refused(observation: Observation, code: str | None = None) -> Observation:
    """Return the exchange with an error of the mutation as its answer, with a code or without."""
    error: dict[str, Any] = {"message": "No.", "path": [root(observation)]}
    if code is not None:
        error["extensions"] = {code_key(observation): code}
    return answered(observation, {"data": {root(observation): None}, "errors": [error]})


def with_root(observation: Observation, value: Any) -> Observation:
    """Return the exchange with another value of the mutation, and nothing else in the answer."""
    return answered(observation, {"data": {root(observation): value}})


def with_error(observation: Observation, **entries: Any) -> Observation:
    """Return the exchange with these entries in the first error of its answer; None leaves an entry out."""
    body = json.loads(json.dumps(observation.body))
    error = {**body["errors"][0], **entries}
    body["errors"][0] = {name: value for name, value in error.items() if value is not None}
    return answered(observation, body)


def under(observation: Observation, **facts: Any) -> Observation:
    """Return the exchange under a contract with other facts."""
    contract = replace(observation.contract, **facts)
    return replace(observation, target=replace(observation.target, contract=contract))


def without_errors(observation: Observation) -> dict[str, Any]:
    """Return the mutations of the contract, this one without documented errors."""
    assert observation.mutation is not None
    silent = replace(observation.mutation, errors=())
    return {**observation.contract.mutations, silent.name: silent}


def firewall_page(observation: Observation) -> Observation:
    """A web firewall answers every request with its own page: it did not reach the server."""
    return every_request(observation, PAGE, 403, "text/html")


def page_not_found(observation: Observation) -> Observation:
    """A gateway finds no server behind it and answers every request with a page."""
    return every_request(observation, b"<html><body>Not found.</body></html>", 404, "text/html")


def gateway_json(observation: Observation) -> Observation:
    """A gateway answers every request with JSON of its own: it did not reach the server."""
    return every_request(observation, {"errors": [{"code": "E403", "message": "Forbidden"}]}, 403, JSON)


SOMEBODY_ELSE: Final = (firewall_page, page_not_found, gateway_json)
"""Answers that are not the server's: they must not count for any requirement."""


def every_request(
    observation: Observation, content: Any, status: int = 200, media_type: str = JSON
) -> Observation:
    """Return the exchange with an answer that its control, and the requests before it, get as well."""
    changed = answered(observation, content, status, media_type)
    before = tuple(replace(each, response=changed.exchange.response) for each in observation.exchange.before)
    control = observation.control
    return replace(
        changed,
        exchange=replace(changed.exchange, before=before),
        control=None if control is None else answered(control, content, status, media_type),
    )
