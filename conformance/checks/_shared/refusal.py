"""What an answer shows of whether the request was let through."""

import json
import re

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import REFUSED_UNREAD
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level, Role

CREDENTIAL_STATUSES = frozenset({401, 403, 429})
"""Unauthorized, forbidden, too many requests: who asks is refused, not what is asked."""

QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
"""Names of types and fields, and values, which may hold any word."""

SPEAKS_OF_CREDENTIALS = re.compile(
    r"auth|header|token|credential|permission|denied|forbidden|(log|sign)(g?ed)?[ -]?in", re.I
)

LONGEST = 160


def answered(observation: Observation) -> bool:
    """Whether the answer is about what was asked: it is one of GraphQL, or a status that refuses what was read."""
    response = observation.exchange.response
    if response is None or observation.is_graphql:
        return response is not None
    return 400 <= response.status < 500 and response.status not in REFUSED_UNREAD


def codes(observation: Observation) -> frozenset[str]:
    """Return the codes of all errors in an answer."""
    return frozenset(error.code for error in observation.errors if isinstance(error.code, str))


def refused(observation: Observation) -> bool:
    """Whether the answer says that something is wrong and brings nothing.

    An object whose fields are all null or empty brings nothing, if an error stands beside it.
    """
    if not observation.is_graphql:
        return True
    return bool(observation.errors) and not _has_value(observation.root)


def refused_for_credentials(observation: Observation) -> bool:
    """Whether an answer refuses because of who asks or how often, and so tells nothing of what was asked."""
    if not refused(observation):
        return False
    found = codes(observation)
    if found:
        return found <= {
            *observation.contract.codes_of(Role.NO_TOKEN, Role.NOT_ALLOWED, Role.FIELD_DISABLED),
            *observation.contract.common_errors,
        }
    return (
        observation.exchange.response is not None
        and observation.exchange.response.status in CREDENTIAL_STATUSES
    )


def speaks_of_credentials(observation: Observation) -> bool:
    """Whether an answer to a request that was not executed is about who asks: by its status or its words."""
    response = observation.exchange.response
    if response is not None and response.status in CREDENTIAL_STATUSES:
        return True
    messages = (QUOTED.sub("", str(error.entry.get("message"))) for error in observation.errors)
    return any(SPEAKS_OF_CREDENTIALS.search(message) for message in messages)


def let_through(observation: Observation, expected: str, level: Level | None = None) -> Violations:
    """Yield a violation where an answer is no refusal, though `expected` says why it has to be one."""
    if not refused(observation):
        yield Violation(path=place(observation), expected=expected, actual=shown(observation), level=level)


def place(observation: Observation) -> tuple[str | int, ...]:
    """Return where the value of the mutation is, as deep as the answer goes."""
    operation = observation.case.operation
    if operation is not None and isinstance(observation.data, dict) and operation.root in observation.data:
        return ("data", operation.root)
    return ("data",) if "data" in observation.body else ()


def shown(observation: Observation) -> str:
    """Return the start of the answer's content as JSON, or its status where it is not GraphQL."""
    if not observation.is_graphql:
        response = observation.exchange.response
        return "no response" if response is None else f"status {response.status}"
    text = json.dumps(observation.body, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _has_value(root: object) -> bool:
    if not isinstance(root, dict):
        return root is not None
    return any(value is not None and value != [] for name, value in root.items() if name != "__typename")
