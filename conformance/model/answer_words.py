"""The words for who made an answer, and with which credentials it came."""

from enum import StrEnum
from typing import Final

OWN, NONE, BAD, OTHER = "own", "none", "bad", "other"
"""What a request was sent for: to execute a mutation with the credentials of the run, with none or with made-up ones;
or for something else, such as a fault in it."""


class Origin(StrEnum):
    """Who made an answer."""

    SUCCESS = "success"
    """The mutation: it returned a value."""
    MUTATION = "mutation"
    """The mutation: an error of its own, or null."""
    BEFORE = "before"
    """GraphQL, before the mutation was executed: credentials, a limit, a document that is not known."""
    ELSEWHERE = "elsewhere"
    """Somebody else: a gateway, a firewall, a web server. It is no GraphQL."""


LARGER: Final = "every request would be larger than the server takes"
"""What a probe says first that sends nothing, since each of its requests is beyond a limit."""

VALUES: Final = "values"
"""The kind of a limit of the length of texts or lists in the input."""

OTHER_SCHEMA: Final = "schema"
"""The kind of a refusal of a field that the schema of the target had at the start of the run, and has not now."""

UNSTEADY: Final = "the target is unsteady"
"""What a probe says first whose comparisons showed nothing, since equal requests were answered differently."""
