"""Answers that say nothing of what a request asks for: it is too large, too slow, or comes at a bad moment."""

import re

from kraken_conformance.judging.observation import Observation
from kraken_conformance.spec import Role

LIMIT_STATUSES = frozenset({408, 413, 414, 429, 431})
"""Timeout, content too large, URI too long, too many requests, header fields too large: RFC 9110 and RFC 6585."""

SPEAKS_OF_LIMIT = re.compile(
    r"too many requests|\brate[ -]limit|\bthrottl(ed|ing)\b|request time[d ]?out|timed out"
    r"|\bread[ -]only\b|\bmaintenance\b|\btemporarily\b|\bover(load|capacity)|try again (later|in\b|shortly)"
    r"|(entity|body|payload|request|content|uri|header fields?) (is )?too (large|long|big)",
    re.I,
)
"""What servers say in the place of such a status, also with the status 200."""

NAMES_INPUT = re.compile(r"\$\w|\b(variables?|arguments?|input)\b|(?<!header )\bfields?\b(?! too )", re.I)
"""What is said of a part of the request itself, which may hold any of these words."""

SPEAKS_OF_UNKNOWN_FIELD = re.compile(
    r"cannot query field|\b(unknown|undefined|no such) field|"
    r"\bfield\b.{0,200}\b(does(n't| not) exist|undefined|not found)",
    re.I,
)
"""What servers say of a field that their executor does not know, whatever the size of the document."""

SPEAKS_OF_FAILURE = re.compile(
    r"\binternal (server )?error|\b(unexpected|unhandled|uncaught|unknown) (error|exception)\b|something went wrong",
    re.I,
)
"""What servers say where they failed, whatever the length of a text."""

LIMIT_ROLES = (Role.TOO_COMPLEX, Role.TOO_MANY_NODES, Role.NO_PAGE_SIZE, Role.TOO_MANY_REQUESTS)

QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
NUMBER = re.compile(r"[0-9]+")
LONGEST = 160


def refused_by_limit(observation: Observation) -> bool:
    """Whether an answer says that the request is too large, too slow or one too many, or that nothing is done just now.

    By its status, its codes, or its words where it has neither.
    """
    response = observation.exchange.response
    if response is None or response.status >= 500 or observation.root is not None:
        return False
    if response.status in LIMIT_STATUSES:
        return True
    codes = {error.code_text for error in observation.errors if error.code is not None}
    if codes:
        return codes <= observation.contract.codes_of(*LIMIT_ROLES)
    said = QUOTED.sub("", words(observation))
    about_limit = SPEAKS_OF_LIMIT.search(said) is not None and NAMES_INPUT.search(said) is None
    return observation.is_request_error and about_limit


def refused_like_everything(observation: Observation) -> bool:
    """Whether a server answers as it does to the smallest document there is: it lets no document through."""
    answer_words = observation.target.limits.refuses_all
    return answer_words is not None and refused_in_words(observation, answer_words)


def refused_in_words(observation: Observation, answer_words: str) -> bool:
    """Whether an answer refuses before execution, in the same words as another did."""
    return not observation.executed and form_of(words(observation)) == form_of(answer_words)


def refusal_key(observation: Observation) -> str | None:
    """Return what tells refusals before execution apart, None for any other answer."""
    return form_of(words(observation)) if observation.is_request_error else None


def words(observation: Observation) -> str:
    """Return what an answer says: its first message, else its status and the beginning of its content."""
    for error in observation.errors:
        message = error.entry.get("message")
        if isinstance(message, str) and message:
            return message if len(message) <= LONGEST else f"{message[:LONGEST]}…"
    response = observation.exchange.response
    if response is None:
        return str(observation.exchange.failure)
    text = " ".join(response.body[: 2 * LONGEST].decode("utf-8", "replace").split())
    return f"status {response.status}, {text[:LONGEST]}" if text else f"status {response.status}"


def form_of(text: str) -> str:
    """Return what stays the same where a server says the same of another request: no names, values and numbers."""
    return NUMBER.sub("0", QUOTED.sub("''", text)).lower()
