"""Obtains a token with an API key."""

from collections.abc import Callable
from typing import Any

from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.model.exchange import Exchange, Response
from kraken_conformance.spec import ErrorFacts, LoginFacts


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
    if not isinstance(token, str) or not token.isprintable() or not token:
        raise TargetUnavailable(
            f"{exchange.request.url} gave no token for the API key: {_answer(exchange.response, body, errors.code)}. "
            "Check --api-key, or give --token."
        )
    return token


def _answer(response: Response, body: Any, key: str) -> str:
    errors = body.get("errors") if isinstance(body, dict) else None
    codes = [
        error["extensions"][key]
        for error in errors or ()
        if isinstance(error, dict)
        and isinstance(error.get("extensions"), dict)
        and key in error["extensions"]
    ]
    return f"status {response.status}" + (f" and {codes[0]}" if codes else "")
