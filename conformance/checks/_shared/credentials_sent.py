"""Which credentials a request held, and whether they stand in an answer."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.secret_names import SECRET

SHORTEST: Final = 8
"""Characters of a credential; a shorter text may stand in an answer by chance."""

FEWEST: Final = 4
"""Different characters of a credential; a text of fewer may stand in an answer by chance."""


def token_sent(observation: Observation) -> str:
    """Return the token that was sent, empty where there was none that could be recognized.

    The word `undefined` is one that a server may say for other reasons.
    """
    platform = observation.contract.platform
    if observation.case.credentials is Credentials.UNDEFINED:
        return ""
    if platform.login is not None and observation.case.mutation == platform.login.mutation:
        return ""
    wanted = platform.headers.authorization.lower()
    headers = observation.exchange.request.headers
    sent = next((value for name, value in headers.items() if name.lower() == wanted), "")
    token = sent.rpartition(" ")[2]
    return token if len(token) >= SHORTEST else ""


def secrets_sent(observation: Observation) -> list[tuple[str, str]]:
    """Return the names and values of secrets in the input of a mutation that answered.

    What refuses a request before it is executed may quote what was wrong in it. A text that another field was sent with
    too is no secret: the answer may show that field.
    """
    if observation.mutation is None or not observation.is_graphql or observation.is_request_error:
        return []
    texts = list(_texts(observation.case.variables))
    others = [text for name, text in texts if not _is_of_a_secret(name)]
    return [
        (name, text)
        for name, text in texts
        if _is_of_a_secret(name) and len(text) >= SHORTEST and len(set(text)) >= FEWEST
        if not any(text in other for other in others)
    ]


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts of an input, each with the name of its field; those in lists have none."""
    waiting = [("", value)]
    while waiting:
        name, each = waiting.pop()
        if isinstance(each, str):
            yield name, each
        elif isinstance(each, Mapping):
            waiting += each.items()
        elif isinstance(each, list):
            waiting += (("", one) for one in each)


@lru_cache(maxsize=1024)
def _is_of_a_secret(name: str) -> bool:
    return SECRET.search(name) is not None


def holds(value: Any, secret: str, *, but_under_secret_names: bool = False) -> bool:
    """Whether a text stands anywhere in a JSON value; who asks for a field with the name of a secret gets one."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str) and secret in each:
            return True
        if isinstance(each, dict):
            names = (name for name in each if not (but_under_secret_names and SECRET.search(name)))
            waiting += (each[name] for name in names)
        elif isinstance(each, list):
            waiting += each
    return False
