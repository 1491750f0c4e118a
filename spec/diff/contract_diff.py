"""Compares two contracts, or a contract and a schema: what changes for a client of the first.

Breaking is what makes a correct request of such a client fail, or its answer differ from what was
promised. Dangerous is what a client may not expect: another code, another member, another name.
Safe is the rest. What the first side only infers is not promised, so it never breaks: a type
that is marked `@inferred`, the fields of an opaque type, the type of a field of which only a value
is shown, and text that turns out to be an ID.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from graphql import GraphQLSchema

from kraken_conformance.spec.diff.change import ChangeClass, ChangeFacts, ContractChange
from kraken_conformance.spec.diff.directives import directive_changes
from kraken_conformance.spec.diff.inputs import argument_changes
from kraken_conformance.spec.diff.outputs import OutputComparison
from kraken_conformance.spec.diff.side import Side, SideMutation, side_of
from kraken_conformance.spec.model import Contract


class DiffSummary(TypedDict):
    """How many changes there are of each class and kind. `mutations_by_kind` counts mutations instead: each once."""

    breaking: int
    dangerous: int
    safe: int
    kinds: dict[str, int]
    mutations_by_kind: dict[str, int]
    mutations_with_other_codes: int


class DiffFacts(TypedDict):
    """What `spec diff --format json` prints."""

    changes: list[ChangeFacts]
    summary: DiffSummary


@dataclass(frozen=True, slots=True)
class Diff:
    """Every change from the first side to the second, in the order of the first side's mutations."""

    changes: tuple[ContractChange, ...]

    @property
    def breaking(self) -> bool:
        """Whether any change breaks a client."""
        return any(change.severity is ChangeClass.BREAKING for change in self.changes)

    def as_json(self) -> DiffFacts:
        """Return the changes, and how many there are of each class and kind."""
        classes = Counter(change.severity.value for change in self.changes)
        kinds = Counter(change.kind for change in self.changes)
        mutations = Counter(kind for kind, _ in {(change.kind, change.mutation) for change in self.changes})
        other_codes = {
            change.mutation for change in self.changes if change.kind in ("error-added", "error-dropped")
        }
        return {
            "changes": [change.as_json() for change in self.changes],
            "summary": {
                "breaking": classes[ChangeClass.BREAKING.value],
                "dangerous": classes[ChangeClass.DANGEROUS.value],
                "safe": classes[ChangeClass.SAFE.value],
                "kinds": dict(sorted(kinds.items())),
                "mutations_by_kind": dict(sorted(mutations.items())),
                "mutations_with_other_codes": len(other_codes),
            },
        }


def diff(first: Contract | GraphQLSchema, second: Contract | GraphQLSchema) -> Diff:
    """Compare two sides. A schema is read with the errors that its descriptions carry."""
    changes = list(_changes(side_of(first), side_of(second)))
    if isinstance(first, GraphQLSchema) and isinstance(second, GraphQLSchema):
        changes += directive_changes(first, second)
    return Diff(tuple(changes))


def _changes(first: Side, second: Side) -> Iterator[ContractChange]:
    yield from _server_changes(first, second)
    outputs = OutputComparison(first, second)
    for name, mutation in first.mutations.items():
        other = second.mutations.get(name)
        if other is None:
            yield ContractChange.breaking(
                "mutation-missing", name, "", f"{name} is gone.", first.of_mutation(name)
            )
            continue
        yield from _placement_changes(name, mutation, other, first.of_mutation(name))
        yield from argument_changes(name, mutation.field.args, other.field.args, first, second)
        yield from outputs.changes(name, mutation, other)
        if first.codes_told and second.codes_told:
            yield from _code_changes(name, mutation, other, first, second)
    for name in second.mutations:
        if name not in first.mutations:
            yield ContractChange.safe("mutation-added", name, "", f"{name} is new.", second.of_mutation(name))
    for code, message in first.messages.items():
        now = second.messages.get(code, message)
        if now != message:
            yield ContractChange.safe(
                "error-message", None, code, f"The message of {code} was {message!r} and is {now!r}."
            )


def _server_changes(first: Side, second: Side) -> Iterator[ContractChange]:
    for name, url in first.servers.items():
        now = second.servers.get(name)
        if now is not None and now != url:
            yield ContractChange.breaking("server-url", None, name, f"{name} was at {url} and is at {now}.")


def _placement_changes(
    name: str, mutation: SideMutation, other: SideMutation, at: str
) -> Iterator[ContractChange]:
    if mutation.server and other.server and mutation.server != other.server:
        detail = f"{name} was on {mutation.server} and is on {other.server}."
        yield ContractChange.breaking("server", name, "", detail, at)
    if other.deprecated and not mutation.deprecated:
        yield ContractChange.dangerous("deprecation", name, "", f"{name} is deprecated now.", at)
    if mutation.deprecated and not other.deprecated:
        yield ContractChange.safe("deprecation", name, "", f"{name} is not deprecated any more.", at)


def _code_changes(
    name: str, mutation: SideMutation, other: SideMutation, first: Side, second: Side
) -> Iterator[ContractChange]:
    at = first.of_mutation(name)
    for code in other.codes:
        if code not in mutation.codes and code not in first.common:
            yield ContractChange.dangerous("error-added", name, code, f"{name} may raise {code} now.", at)
    for code in mutation.codes:
        if code not in other.codes and code not in second.common:
            yield ContractChange.safe(
                "error-dropped", name, code, f"{name} does not raise {code} any more.", at
            )
