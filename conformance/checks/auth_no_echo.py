"""The check of `auth.no-echo`."""

from collections.abc import Iterator
from typing import Any

from kraken_conformance.checks._shared.credentials_sent import holds, secrets_sent, token_sent
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import Response
from kraken_conformance.model.violation import Violation, Violations


def _applies(observation: Observation) -> bool:
    response = observation.exchange.response
    token = token_sent(observation)
    if response is None or not (token or secrets_sent(observation)):
        return False
    return observation.is_graphql or bool(token and _holds(response, token))


def _holds(response: Response, token: str) -> bool:
    return token.encode() in response.body or any(token in value for value in response.headers.values())


@check("auth.no-echo", applies=_applies)
def auth_no_echo(observation: Observation) -> Violations:
    """No answer holds the credentials with which it was asked for.

    The token of the header may stand nowhere; a password or a key of the input may not stand in an error that
    the mutation raised, in a header, in the extensions of the answer, or in a field that has not the name of a
    secret. What logs in may give out the token that somebody has.

    Source: OWASP API Security Top 10 2023, API8 Security Misconfiguration; CWE-209
    """
    response = observation.exchange.response
    assert response is not None
    token = token_sent(observation)
    if token:
        if token.encode() in response.body:
            yield Violation(
                (), "an answer without the token", "the token of the header, in the body", topic="body"
            )
        for name, value in response.headers.items():
            if token in value:
                yield Violation(
                    (), "an answer without the token", f"the token, in the header {name}", topic="header"
                )
    for name, secret in secrets_sent(observation):
        for path, part in _parts(observation):
            if holds(part, secret, but_under_secret_names=path[:1] == ("data",)):
                yield Violation(
                    path, "an answer without the input's secrets", f"the value of {name}", topic=name
                )


def _parts(observation: Observation) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield the parts of an answer, each with where it stands; headers have no place in it."""
    response = observation.exchange.response
    assert response is not None
    yield from ((("errors", error.index), error.entry) for error in observation.raised)
    yield ("extensions",), observation.body.get("extensions")
    login, mutation = observation.contract.platform.login, observation.mutation
    logs_in = login is not None and mutation is not None and mutation.name == login.mutation
    if observation.case.operation is not None and not logs_in:
        yield ("data", observation.case.operation.root), observation.root
    yield (), list(response.headers.values())
