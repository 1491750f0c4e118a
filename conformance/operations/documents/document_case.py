"""A document for one rule of the specification, and the plain documents that have to be answered first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

QUERY: Final = "{ __typename }"

MUTATION: Final = "mutation { __typename }"
INTROSPECTION: Final = "{ __schema { queryType { name } } }"
TWO: Final = "query First { first: __typename } query Second { second: __typename }"


@dataclass(frozen=True, slots=True)
class DocumentCase:
    """A document for one rule of the specification.

    `rule` is the last word of the requirement that it is for, `control` a plain document that has to be answered
    before anything is shown by this one. `name` is the operationName that is sent, empty where none is.
    """

    rule: str
    label: str
    document: str
    name: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    control: str = QUERY
