"""Who made an answer: the mutation itself, GraphQL before it came to the mutation, or somebody in front of it.

Worked out from what came back, never from a list of codes alone. Source: GraphQL specification, September 2025,
sections 7.1.6 (an error raised in execution has a path, a request error comes without data) and 6.2.2 (mutations).
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from html import unescape
from typing import Any

from kraken_conformance.judging.observation import Observation, RaisedError
from kraken_conformance.judging.payload_errors import words_of
from kraken_conformance.model.answer_words import Origin
from kraken_conformance.model.exchange import Response
from kraken_conformance.model.json_answer import NOT_JSON
from kraken_conformance.spec import Role

UNAUTHORIZED = 401
DENYING_STATUSES = frozenset({UNAUTHORIZED, 403})
"""Statuses that say who asks is refused (RFC 9110, sections 15.5.2 and 15.5.4)."""

AUTHORIZATION = "AUTHORIZATION"
"""The platform's type of errors about who asks."""

ROLES_ABOUT_CREDENTIALS = frozenset(
    {Role.NO_TOKEN, Role.NOT_ALLOWED, Role.BAD_TOKEN, Role.TOKEN_EXPIRED, Role.AUTHENTICATION_FAILED}
)

ABOUT_CREDENTIALS = re.compile(
    r"authenticat|authori[sz]|credential|forbidden|permission|not allowed|log(ged)? ?in|"
    r"(invalid|expired|missing|bad|no) (\w+ )?token|token (\w+ ){0,6}(expired|invalid|missing)",
    re.IGNORECASE,
)
"""Words of messages about who asks. A limit of the tokens of a document is not one."""

FAILED = 500
"""The status with which a server says that it failed itself. Those beyond it are mostly a gateway's."""

OF_A_GATEWAY = re.compile(
    r"nginx|openresty|envoy|cloudflare|cloudfront|varnish|haproxy|akamai|traefik|istio|squid|imperva|incapsula|big-?ip|"
    r"gateway|proxy|upstream|load ?balanc|firewall|maintenance",
    re.IGNORECASE,
)
"""Words in the failures of those who stand in front of a server."""

LONGEST_QUOTE = 120
"""Characters of an answer that are quoted."""

LONGEST_READ = 20_000
"""Bytes of an answer that are looked at for a quote, or to see whether two answers say the same."""

NULLS = "nulls"
"""The digest of a payload of nulls: a server that does nothing answers so."""

BARE = "bare"
"""The digest of a success of which no field was asked for."""

_TITLE = re.compile(r"<title[^<>]*>([^<]*)", re.IGNORECASE)
_MARKUP = re.compile(r"<(script|style)\b[^>]*>[^<]*(</\1>)?|<[^>]*>?", re.IGNORECASE)
_VARYING = re.compile(r"\b(?=\w*\d)[\w-]+\b")
"""Words with a digit in them: ids of requests, times, counts."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in short: who made it, what it says, and `digest`, the same for answers that say the same.

    The digest does not depend on the mutation, so that answers to different mutations, and with different
    credentials, can be compared. `about_credentials` says whether it is about who asks, by its status or its words,
    `bad_token` whether its code is that of a token which is not valid, `names_part` whether its words name the mutation
    or one of its arguments, and `crash` whether a server says in no GraphQL that it failed, and no gateway in front of
    it does.
    """

    origin: Origin
    shown: str
    digest: str
    about_credentials: bool = False
    names_part: bool = False
    crash: bool = False
    bad_token: bool = False


def _as_it_is(text: str) -> str:
    return text


def answer_of(observation: Observation, clean: Callable[[str], str] = _as_it_is) -> Answer:
    """Return in short what answered a case. There has to be a response; `clean` takes secrets out of text."""
    response = observation.exchange.response
    assert response is not None
    denied = response.status in DENYING_STATUSES
    if not observation.is_graphql:
        shown, about = quoted(response, clean), response.status == UNAUTHORIZED
        if _is_graphql_gone_wrong(observation.json):
            return Answer(Origin.BEFORE, shown, _digest("form", shown), about)
        return Answer(Origin.ELSEWHERE, shown, foreign_digest(response), about, crash=_is_crash(response))
    if observation.succeeded:
        if observation.is_of_nulls:
            return Answer(Origin.MUTATION, "null in every field, and no error", NULLS)
        return Answer(Origin.SUCCESS, "success", BARE if observation.values == () else "")
    origin = Origin.MUTATION if _executed(observation) else Origin.BEFORE
    if not observation.errors and observation.payload_errors:
        said = words_of(observation.payload_errors[0])[:LONGEST_READ]
        shown = f"errors in what it returned{f', {_cut(clean(said))!r}' if said else ''}"
        return Answer(origin, shown, _digest("payload", said))
    if not observation.errors:
        return Answer(origin, "null without an error", _digest("null"))
    message = _message(observation.errors[0], clean)
    found = [error.code for error in observation.errors if isinstance(error.code, str)]
    if found:
        shown = f"{_cut(clean(found[0][:LONGEST_READ]))} {message}".strip()
        about = denied or any(map(partial(_code_is_about_credentials, observation), observation.errors))
        bad = bool(observation.contract.codes_of(Role.BAD_TOKEN).intersection(found))
        return Answer(origin, shown, _digest("codes", *sorted(set(found))), about, bad_token=bad)
    shown = f"{response.status} {_media_type(response)}, {message or 'an error without a message'}"
    said = " ".join(str(error.entry.get("message")) for error in observation.errors)[:LONGEST_READ]
    parts = _parts(observation)
    for part in parts:
        said = re.sub(rf"\b{re.escape(part)}\b", "", said)
    about = denied or bool(ABOUT_CREDENTIALS.search(message))
    names_part = any(re.search(rf"\b{re.escape(part)}\b", message) for part in parts)
    return Answer(origin, shown, _digest("error", said), about, names_part)


def _is_graphql_gone_wrong(content: Any) -> bool:
    """Whether content that GraphQL does not allow is still its own: an object without `data`, or results in a list."""
    if isinstance(content, list):
        return bool(content) and isinstance(content[0], dict) and bool({"data", "errors"} & content[0].keys())
    return isinstance(content, dict) and content.keys() <= {"data", "errors", "extensions"}


def _is_crash(response: Response) -> bool:
    text = response.body[:LONGEST_READ].decode("utf-8", "replace")
    return response.status == FAILED and not OF_A_GATEWAY.search(text)


def foreign_digest(response: Response) -> str:
    """Return the digest of a response that is no GraphQL, as `answer_of` gives it."""
    return _digest("elsewhere", quoted(response))


def quoted(response: Response, clean: Callable[[str], str] = _as_it_is) -> str:
    """Return status, media type and the beginning of what a response says: `403 text/html, 'Not allowed'`."""
    text = response.body[:LONGEST_READ].decode("utf-8", "replace")
    if "html" in _media_type(response) or text.lstrip()[:1] == "<":
        title = _TITLE.search(text)
        text = _unescaped(title[1] if title and title[1].strip() else _MARKUP.sub(" ", text))
    elif (content := response.json()) is not NOT_JSON:
        text = json.dumps(content, ensure_ascii=False)
    said = _cut(clean(text))
    return f"{response.status} {_media_type(response)}, {f'{said!r}' if said else 'empty'}"


def _unescaped(text: str) -> str:
    """Return a text with its character references replaced; one of thousands of digits stays."""
    try:
        return unescape(text)
    except ValueError:
        return text


def _executed(observation: Observation) -> bool:
    """Whether an answer that is no success comes from the mutation itself.

    A code that every mutation may answer with, such as that of a rejected token, says nothing of the mutation,
    wherever it comes; one that the mutation declares, or an error at its place in the response, does.
    """
    mutation, contract = observation.mutation, observation.contract
    declared = () if mutation is None else mutation.errors
    if observation.root is not None:
        return True
    if not observation.errors:
        operation = observation.case.operation
        return (
            operation is not None
            and isinstance(observation.data, dict)
            and operation.root in observation.data
        )
    own = [
        error
        for error in observation.errors
        if error.code_text not in contract.common_errors or error.code_text in declared
    ]
    return any(error.code_text in declared or observation.begins_with_root(error) for error in own)


def _parts(observation: Observation) -> list[str]:
    """Return the names that a message about the request itself has in it: of the mutation and its arguments."""
    operation, mutation = observation.case.operation, observation.mutation
    own = [] if operation is None else [operation.root]
    return own + ([] if mutation is None else [mutation.name, *(one.name for one in mutation.arguments)])


def _code_is_about_credentials(observation: Observation, error: RaisedError) -> bool:
    """Whether a code is about who asks: by its role, or where the contract does not know it by its type or words."""
    known = observation.contract.error(error.code_text)
    if known is not None:
        return known.role in ROLES_ABOUT_CREDENTIALS
    if error.extensions.get(observation.contract.platform.errors.type) == AUTHORIZATION:
        return True
    return bool(ABOUT_CREDENTIALS.search(str(error.entry.get("message"))))


def _message(error: RaisedError, clean: Callable[[str], str]) -> str:
    message: Any = error.entry.get("message")
    return f"{_cut(clean(message[:LONGEST_READ]))!r}" if isinstance(message, str) and message.strip() else ""


def _media_type(response: Response) -> str:
    return (
        response.headers.get("content-type", "").partition(";")[0].strip().lower() or "without a content type"
    )


def _cut(text: str) -> str:
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"


def _digest(*parts: str) -> str:
    text = json.dumps([_VARYING.sub("#", part) if parts[0] != "codes" else part for part in parts])
    return sha256(text.encode()).hexdigest()[:12]
