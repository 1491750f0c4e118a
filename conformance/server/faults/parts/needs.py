"""What a mutation must have so that a fault can be shown on it."""

from collections.abc import Callable
from dataclasses import dataclass

from graphql import GraphQLSchema, get_named_type, is_non_null_type, is_union_type

from kraken_conformance.spec import Mutation

Test = Callable[[Mutation, GraphQLSchema], bool]


@dataclass(frozen=True, slots=True)
class Need:
    """What a mutation must have, in words, and whether it has it, given the healthy schema of its site.

    `codes` are the errors that it must declare, where these are known by name.
    """

    words: str
    met: Test
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.words


def need(words: str) -> Callable[[Test], Need]:
    """Return a decorator that makes a need of a test of mutations."""
    return lambda met: Need(words, met)


def codes(*wanted: str, beside: str = "") -> Need:
    """Return the need of declared errors."""
    return Need(
        f"{' and '.join(wanted)} among its errors{beside}",
        lambda mutation, _: set(wanted) <= set(mutation.errors),
        wanted,
    )


ANYTHING = Need("what it takes", lambda mutation, _: True)
TOKEN = Need("a token that is asked for", lambda mutation, _: mutation.needs_token)
ARGUMENT = Need("an argument", lambda mutation, _: bool(mutation.arguments))
ERRORS = Need("declared errors", lambda mutation, _: bool(mutation.errors))
TWO_ERRORS = Need("two declared errors", lambda mutation, _: len(mutation.errors) > 1)
REASONS = Need("an error with refusal reasons", lambda mutation, _: mutation.gives_reasons)
REQUIRED = Need(
    "an argument that must be given",
    lambda mutation, _: any(is_non_null_type(argument.type) for argument in mutation.arguments),
)
UNION = Need(
    "a return type that is a union", lambda mutation, _: is_union_type(get_named_type(mutation.type))
)
