"""Obtains a token with an API key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.model.exchange import Exchange, Response

API_KEY = "APIKey"
"""The name of the input field that takes an API key."""

IS_IT_UP = "Is the server up, and is the address right?"
"""What to look at where there is no answer."""

OBTAIN_TOKEN = (
    "mutation Login($input: ObtainJSONWebTokenInput!) { obtainKrakenToken(input: $input) { token } }"
)


def obtain_token(send: Callable[[str, dict[str, Any]], Exchange], api_key: str) -> str:
    """Return a new token. `send` sends a document with variables, without a token.

    Raises `TargetUnavailable` where the target gives none. The message holds no secret.
    """
    exchange = send(OBTAIN_TOKEN, {"input": {API_KEY: api_key}})
    if exchange.response is None:
        raise TargetUnavailable(f"{exchange.request.url} did not answer: {exchange.failure}. {IS_IT_UP}")
    body: Any = exchange.response.json()
    try:
        token = body["data"]["obtainKrakenToken"]["token"]
    except (TypeError, KeyError):
        token = None
    if not isinstance(token, str) or not token.isprintable() or not token:
        raise TargetUnavailable(
            f"{exchange.request.url} gave no token for the API key: {_answer(exchange.response, body)}. "
            "Check --api-key, or give --token."
        )
    return token


def _answer(response: Response, body: Any) -> str:
    errors = body.get("errors") if isinstance(body, dict) else None
    codes = [
        error["extensions"]["errorCode"]
        for error in errors or ()
        if isinstance(error, dict)
        and isinstance(error.get("extensions"), dict)
        and "errorCode" in error["extensions"]
    ]
    return f"status {response.status}" + (f" and {codes[0]}" if codes else "")
