"""What the harness knows of a target before it sends the first case."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from graphql import GraphQLSchema, get_nullable_type, is_list_type
from hypothesis.strategies import SearchStrategy

from kraken_conformance.model.case import Case, Operation
from kraken_conformance.model.json_path import Path
from kraken_conformance.operations.canonical_document import build_operation
from kraken_conformance.operations.document_limits import DocumentLimits
from kraken_conformance.operations.leaf_paths import answer_leaves, input_leaves
from kraken_conformance.operations.operation_nodes import variable_types
from kraken_conformance.operations.optional_ids import without_optional_ids
from kraken_conformance.operations.shape import Shape, compile_shape
from kraken_conformance.operations.smaller_operations import pruned
from kraken_conformance.spec import Contract, Mutation, Server
from kraken_conformance.spec.loading.http_profile import VERSIONS
from kraken_conformance.strategies import DocumentStrategies, LabelledVariables, Pools, VariableStrategies

Known = TypeVar("Known")

LONGEST_PLAIN = 4000
"""How long the JSON of variables may be that are to be written in several ways, in characters."""

SHAPES_KEPT = 500
"""How many compiled shapes are kept: all mutations' own and the latest of drawn documents."""


@dataclass(frozen=True)
class TargetView:
    """One server of a target: its contract, its own schema where that is known, and what the run allows.

    `schema` is the target's, from introspection or from `--schema`; None where neither is there, and
    then operations and inputs come from the contract alone. `dry_run_honoured` is True or False
    once the target has shown whether it knows the dry-run header, None where it was not asked, and
    `skip_honoured` tells the same of `@skip`. `introspection` is the query that the server answered with a schema,
    None where it answered none; `schema_problem` says why there is none, or why it is not whole.
    `http_profiles` are those of GraphQL over HTTP whose requests are sent.
    `pools` are values that the target knows. `today` is the day around which dates are drawn, None for that on
    which it is asked.
    `not_on_the_way` are the mutations that must not be executed as a step before another, each with the
    reason. `limits` are the largest requests that the server answers.
    """

    contract: Contract
    server: Server
    schema: GraphQLSchema | None
    has_token: bool
    dry_run_honoured: bool | None = None
    skip_honoured: bool | None = None
    introspection: str | None = None
    schema_problem: str | None = None
    http_profiles: tuple[str, ...] = VERSIONS
    pools: Pools = field(default_factory=Pools)
    today: date | None = None
    not_on_the_way: Mapping[str, str] = field(default_factory=dict)
    limits: DocumentLimits = field(default_factory=DocumentLimits)
    has_expired_token: bool = False
    has_peer_token: bool = False
    _known: dict[tuple[str, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _shapes: dict[str, Shape] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def type_system(self) -> GraphQLSchema:
        """The schema to generate from: the target's own, else the contract's."""
        return self.schema or self.contract.schema

    @cached_property
    def strategies(self) -> VariableStrategies:
        """The strategies for variables, built once per type."""
        return VariableStrategies(self.contract, schema=self.schema, pools=self.pools, today=self.today)

    @cached_property
    def documents(self) -> DocumentStrategies:
        """The strategies for random documents, built once per type."""
        return DocumentStrategies(self.contract, schema=self.schema, pools=self.pools, today=self.today)

    def once(self, *what: str, make: Callable[[], Known]) -> Known:
        """Return what is always the same for a server, or for a mutation of it: it is made once. `what` names it."""
        if what not in self._known:
            self._known[what] = make()
        known: Known = self._known[what]
        return known

    def variables(self, mutation: Mutation) -> SearchStrategy[dict[str, object]]:
        """Return the strategy for valid variables of a mutation, as JSON values."""
        return self.strategies.variables(mutation)

    def boundary(self, mutation: Mutation) -> tuple[LabelledVariables, ...]:
        """Return the edge cases of a mutation's valid variables, made once. They are shared: change none."""
        return self.once("boundary", mutation.name, make=lambda: self.strategies.boundary(mutation))

    def fullest(self, mutation: Mutation) -> Mapping[str, Any]:
        """Return the valid variables with the most values in them that are plain: ASCII, and not long.

        Found once, and shared: change nothing in them.
        """
        return self.once("fullest", mutation.name, make=lambda: self._fullest(mutation))

    def _fullest(self, mutation: Mutation) -> Mapping[str, Any]:
        edges = (labelled.variables for labelled in self.boundary(mutation))
        candidates = [self.strategies.minimal(mutation), *edges]
        return max(list(filter(_is_plain, candidates)) or candidates[:1], key=_values)

    def complete(self, mutation: Mutation) -> Mapping[str, Any]:
        """Return valid variables with a plain value in every field, and one item in every list.

        Ids that may be left out are, where no pool has one: what they name need not exist.

        Found once, and shared: change nothing in them.
        """
        return self.once("complete", mutation.name, make=lambda: self._without_ids(mutation))

    def with_ids(self, mutation: Mutation) -> Mapping[str, Any]:
        """Return the complete variables, and in them the ids too that may be left out: what they name need not exist.

        Found once, and shared: change nothing in them.
        """
        return self.once("with ids", mutation.name, make=lambda: self._with_ids(mutation))

    def _with_ids(self, mutation: Mutation) -> Mapping[str, Any]:
        edges = (labelled.variables for labelled in self.boundary(mutation))
        found: Any = self.strategies.minimal(mutation)
        types = variable_types(self.operation(mutation), self.type_system)
        for candidate in (self.strategies.minimal(mutation), *filter(_is_plain, edges)):
            found = {
                name: _together(found.get(name), candidate.get(name), types.get(name))
                for name in dict.fromkeys((*found, *candidate))
            }
        whole: Mapping[str, Any] = found
        return whole

    def _without_ids(self, mutation: Mutation) -> Mapping[str, Any]:
        return without_optional_ids(
            self.with_ids(mutation),
            self.operation(mutation),
            self.type_system,
            lambda place: self.pools.key(place, "") is not None,
        )

    def operation(self, mutation: Mutation) -> Operation:
        """Return the document that asks for every documented field within the limits, built once per mutation."""
        return self.once("operation", mutation.name, make=lambda: self._operation(mutation))

    def _operation(self, mutation: Mutation) -> Operation:
        whole = build_operation(self.contract, mutation, schema=self.schema)
        return pruned(whole, depth=self.limits.depth, tokens=self.limits.tokens)

    def lets_through(self, case: Case) -> bool:
        """Whether a case is within the limits, or asks no more than what the server has answered already."""
        asks_for_schema = case.operation is not None and case.operation.document == self.introspection
        return asks_for_schema or self.limits.admits(case)

    def answer_leaves(self, mutation: Mutation) -> Mapping[Path, str]:
        """Return the type of each leaf that a mutation is asked for, as `leaves.answer_leaves` does."""
        return self._leaves("answer leaves", answer_leaves, mutation)

    def input_leaves(self, mutation: Mutation) -> Mapping[Path, str]:
        """Return the type of each leaf that a mutation is sent, as `leaves.input_leaves` does."""
        return self._leaves("input leaves", input_leaves, mutation)

    def _leaves(
        self, what: str, find: Callable[[Operation, GraphQLSchema], Mapping[Path, str]], mutation: Mutation
    ) -> Mapping[Path, str]:
        return self.once(what, mutation.name, make=lambda: find(self.operation(mutation), self.type_system))

    def shape(self, operation: Operation, variables: Mapping[str, Any] = MappingProxyType({})) -> Shape:
        """Return what a response to an operation has to look like, compiled once per document.

        Of the variables, those on which `@skip` and `@include` depend count.

        Drawn documents are all different, so that those seen long ago are forgotten.
        """
        flags = _flags(operation, variables)
        key = f"{sorted(flags.items())} {operation.document}" if flags else operation.document
        shape = self._shapes.get(key)
        if shape is None:
            shape = compile_shape(self.contract, operation, schema=self.schema, flags=flags)
            if len(self._shapes) >= SHAPES_KEPT:
                self._shapes.clear()
            self._shapes[key] = shape
        return shape


def _flags(operation: Operation, variables: Mapping[str, Any]) -> dict[str, bool]:
    """Return the variables that are true or false, where the document has such conditions."""
    if "(if: $" not in operation.document:
        return {}
    return {name: value for name, value in variables.items() if isinstance(value, bool)}


def _is_plain(variables: Mapping[str, Any]) -> bool:
    text = json.dumps(variables, ensure_ascii=False, sort_keys=True)
    return text.isascii() and len(text) <= LONGEST_PLAIN


def _together(known: Any, other: Any, type_: Any) -> Any:
    """Return a value of a type with what another one has beyond it. Of a list, all items become one.

    Of an input object of which exactly one field is given, the known one stays.
    """
    bare = get_nullable_type(type_)
    if known is None:
        return _together([], other, type_) if isinstance(other, list) else other
    if isinstance(known, Mapping) and isinstance(other, Mapping):
        if getattr(bare, "is_one_of", False):
            return known
        fields = getattr(bare, "fields", {})
        names = dict.fromkeys((*known, *other))
        return {
            name: _together(known.get(name), other.get(name), fields[name].type if name in fields else None)
            for name in names
        }
    if isinstance(known, list) and isinstance(other, list):
        item: Any = None
        for each in (*known, *other):
            item = _together(item, each, bare.of_type if is_list_type(bare) else None)
        return [] if item is None else [item]
    return known


def _values(value: Any) -> int:
    """Return how many values other than null there are in one."""
    if isinstance(value, Mapping):
        return sum(map(_values, value.values()))
    if isinstance(value, list):
        return sum(map(_values, value))
    return int(value is not None)
