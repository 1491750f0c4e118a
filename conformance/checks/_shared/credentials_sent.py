"""Which credentials a request held, and whether they stand in an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kraken_conformance.judging.observation import Observation

SHORTEST: Final = 8
"""Characters of a credential; a shorter text may stand in an answer by chance."""

SECRET: Final = re.compile(r"passw|secret|api_?key|pre_?signed_?key|refresh_?token", re.IGNORECASE)
"""Names of input fields that hold credentials."""


def token_sent(observation: Observation) -> str:
    """Return the token that was sent, empty where there was none that could be recognized."""
    platform = observation.contract.platform
    if platform.login is not None and observation.case.mutation == platform.login.mutation:
        return ""
    wanted = platform.headers.authorization.lower()
    headers = observation.exchange.request.headers
    sent = next((value for name, value in headers.items() if name.lower() == wanted), "")
    token = sent.rpartition(" ")[2]
    return token if len(token) >= SHORTEST else ""


def secrets_raised_over(observation: Observation) -> list[tuple[str, str]]:
    """Return the names and values of secrets in the input of a mutation that raised an error."""
    if observation.mutation is None or not observation.raised:
        return []
    return [(name, value) for name, value in _secrets(observation.case.variables) if len(value) >= SHORTEST]


def _secrets(value: Any) -> Iterator[tuple[str, str]]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            for name, inner in each.items():
                if isinstance(inner, str) and SECRET.search(name):
                    yield name, inner
                else:
                    waiting.append(inner)
        elif isinstance(each, list):
            waiting += each


def holds(value: Any, secret: str) -> bool:
    """Whether a text stands anywhere in a JSON value."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str) and secret in each:
            return True
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return False
