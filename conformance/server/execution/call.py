"""One mutation of one request, as the server is about to answer it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from graphql import GraphQLSchema

from kraken_conformance.server.execution.document_cache import Prepared
from kraken_conformance.server.execution.operation_plan import RootField
from kraken_conformance.spec import Contract, Mutation


@dataclass(frozen=True)
class Call:
    """A root field of a request with its coerced arguments. `variables` are as they were sent.

    `authorization` is the value of the header, None without it. `ended` says that the call names something
    that an earlier one ended, and `age` how many seconds ago the same was done that may be done once; only a server
    that remembers knows.
    """

    contract: Contract
    schema: GraphQLSchema
    mutation: Mutation
    root: RootField
    prepared: Prepared
    arguments: Mapping[str, Any]
    variables: Mapping[str, Any]
    authorization: str | None
    ended: bool = False
    age: float | None = None

    @cached_property
    def seed(self) -> int:
        """A number of 64 bits that the mutation and its arguments determine."""
        text = json.dumps(self.arguments, sort_keys=True, default=str)
        return int.from_bytes(blake2b(f"{self.mutation.name} {text}".encode(), digest_size=8).digest())

    def values(self) -> Iterator[tuple[str, Any]]:
        """Yield every value of the arguments that is no object, with the name of its field, at any depth."""
        waiting: list[tuple[str, Any]] = list(self.arguments.items())
        while waiting:
            name, value = waiting.pop()
            if isinstance(value, dict):
                waiting += value.items()
                continue
            yield name, value
            if isinstance(value, list):
                waiting += ((name, item) for item in value)
