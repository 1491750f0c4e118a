"""Obtains a token with an API key."""

from collections.abc import Callable
from typing import Any

from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.model.error_codes import error_codes
from kraken_conformance.model.exchange import Exchange, Response
from kraken_conformance.spec import ErrorFacts, LoginFacts

LONGEST_CODE = 60
"""Characters: what is longer is no code that a person could look up."""


LONGEST_TOKEN = 2**16
"""Characters of a token: several times what servers take in a header."""


def obtain_token(
    send: Callable[[str, dict[str, Any]], Exchange],
    api_key: str,
    login: LoginFacts,
    errors: ErrorFacts,
    problem: Callable[[Exchange], str | None],
) -> str:
    """Return a new token. `send` sends a document with variables, without a token.

    `problem` says what is wrong with an answer that GraphQL could not have made.
    Raises `TargetUnavailable` where the target gives none. The message holds no secret.
    """
    exchange = send(login.document, {login.argument: {login.api_key: api_key}})
    message = problem(exchange)
    if message is not None:
        raise TargetUnavailable(f"The login at {exchange.request.url} {message}")
    assert exchange.response is not None
    body: Any = exchange.response.json()
    try:
        token = body["data"][login.mutation][login.token]
    except (TypeError, KeyError):
        token = None
    fits = isinstance(token, str) and len(token) <= LONGEST_TOKEN
    if fits and token.isascii() and token.isprintable() and token.strip():
        return str(token)
    came = _answer(exchange.response, body, errors.code)
    if token is not None:
        came += f", and a {login.token} that no header can hold"
    raise TargetUnavailable(
        f"{exchange.request.url} gave no token for the API key: {came}. Check --api-key, or give --token."
    )


def _answer(response: Response, body: Any, key: str) -> str:
    codes = [code for code in error_codes(body, key) if code.isprintable() and len(code) <= LONGEST_CODE]
    return f"status {response.status}" + (f" and {codes[0]}" if codes else "")
