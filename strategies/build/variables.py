"""The strategies of a whole contract."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from graphql import GraphQLSchema, is_leaf_type, is_scalar_type
from hypothesis.strategies import SearchStrategy

from kraken_conformance.spec import Contract, Mutation
from kraken_conformance.strategies.build.boundary import MOST_CASES, boundary_cases, choice_cases
from kraken_conformance.strategies.build.builder import Builder
from kraken_conformance.strategies.build.extremes import simplest_value
from kraken_conformance.strategies.build.faults import faulty_cases
from kraken_conformance.strategies.build.mutation_points import places
from kraken_conformance.strategies.build.references import unknown_references
from kraken_conformance.strategies.exceptions import UnknownMutation
from kraken_conformance.strategies.pools import Pools
from kraken_conformance.strategies.types.input_slots import named_type
from kraken_conformance.strategies.types.scalars import SCALARS
from kraken_conformance.strategies.types.type_facts import Knowledge, is_of
from kraken_conformance.strategies.values import FaultyVariables, LabelledVariables


class VariableStrategies:
    """Valid, boundary and faulty variables for the mutations of a contract, as JSON values.

    `schema` is the target's own. Where it is given, it tells the fields of input types; argument
    names and types stay those of the contract. `pools` holds values that the target knows. `today` is
    the day around which dates lie, by default the day on which this is called: give one to get the
    same values for the same seed on any day.
    """

    def __init__(
        self,
        contract: Contract,
        *,
        schema: GraphQLSchema | None = None,
        pools: Pools | None = None,
        today: date | None = None,
    ) -> None:
        self._knowledge = Knowledge(contract, schema, pools or Pools(), today or date.today())
        self._builder = Builder(self._knowledge)
        self._strategies: dict[str, SearchStrategy[dict[str, Any]]] = {}

    def variables(self, mutation: Mutation) -> SearchStrategy[dict[str, Any]]:
        """Return a strategy for valid variables, `{argument name: JSON value}`.

        Arguments that may be null are now and then null or absent. Shrinks towards `minimal`, or further to
        absent arguments, empty lists and empty objects: each optional field absent, else the first value of its
        table (the first of an enum, `A-00000001`), else short generated text and small numbers.
        """
        if mutation.name not in self._strategies:
            self._strategies[mutation.name] = self._builder.variables(mutation)
        return self._strategies[mutation.name]

    def minimal(self, mutation: Mutation) -> dict[str, Any]:
        """Return the smallest variables worth sending: every argument, and in it only required fields.

        An argument that may be null is there too, since hardly a mutation does anything without it;
        `boundary` has a case without it.
        """
        return {
            slot.name: simplest_value(self._knowledge, slot.type, slot.rule, (slot.name,))
            for slot in self._knowledge.arguments(mutation)
        }

    def boundary(self, mutation: Mutation, *, most: int = MOST_CASES) -> tuple[LabelledVariables, ...]:
        """Return at most `most` valid variables that differ from `minimal` in one thing each.

        Always the same ones for the same contract, schema, pools and day. None where `known` is False.
        """
        if not self.known(mutation):
            return ()
        return boundary_cases(self._knowledge, mutation, self.minimal(mutation), most)

    def choices(self, mutation: Mutation) -> tuple[LabelledVariables, ...]:
        """Return valid variables with each value of each enum and Boolean in them. None where `known` is False."""
        if not self.known(mutation):
            return ()
        return choice_cases(self._knowledge, mutation, self.minimal(mutation))

    def faulty(self, mutation: Mutation) -> tuple[FaultyVariables, ...]:
        """Return variables with one thing wrong each, in every way and at every place.

        Where `known` is False, only what is wrong whatever the fields may be.
        """
        return faulty_cases(self._knowledge, mutation, self.minimal(mutation))

    def known(self, mutation: Mutation) -> bool:
        """Whether the fields of all input types are known; if not, `variables` are only a guess."""
        return not any(
            self._knowledge.is_opaque(type_) for type_ in self._knowledge.reachable(mutation).values()
        )

    def unused_pools(self, mutations: Iterable[Mutation]) -> tuple[str, ...]:
        """Return the keys of the pools that fit no field of these mutations: by no name, path or type.

        A key also fits nothing where none of its values is of the type of the field.
        """
        pools = self._knowledge.pools
        used: set[str] = set()
        for mutation in mutations:
            for place in places(self._knowledge, mutation, self.minimal(mutation)):
                type_ = named_type(place.type)
                key = pools.key(place.names, type_.name)
                if key is not None and is_leaf_type(type_):
                    values = pools.find(place.names, type_.name)
                    used |= {key} if any(is_of(type_, value) for value in values) else set()
        return tuple(key for key in pools.keys if key not in used)

    def misfits(self, mutations: Iterable[Mutation]) -> dict[str, tuple[str, str]]:
        """Return the keys of pools that name a field and have no value of its type, with its path and its type."""
        pools = self._knowledge.pools
        unused = self.unused_pools(mutations := list(mutations))
        found: dict[str, tuple[str, str]] = {}
        for mutation in mutations if unused else ():
            for place in places(self._knowledge, mutation, self.minimal(mutation)):
                type_ = named_type(place.type)
                key = pools.key(place.names, type_.name)
                if key in unused:
                    found.setdefault(str(key), (".".join(place.names), type_.name))
        return found

    def unknown_references(self, mutation: Mutation) -> tuple[str, ...]:
        """Return the keys of pools that would help: of fields that name something at the target, without values."""
        found = unknown_references(self._knowledge, mutation, self.minimal(mutation))
        return tuple(dict.fromkeys(found))

    def guessed_scalars(self, mutation: Mutation) -> frozenset[str]:
        """Return the custom scalars of which nothing is known.

        Text is sent for them, which a server may well refuse.
        """
        return frozenset(
            name
            for name, type_ in self._knowledge.reachable(mutation).items()
            if is_scalar_type(type_) and name not in SCALARS and not self._knowledge.is_opaque(type_)
        )


def variables_for(
    contract: Contract,
    mutation: str,
    *,
    schema: GraphQLSchema | None = None,
    pools: Pools | None = None,
    today: date | None = None,
) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for valid variables of one mutation, by name; `VariableStrategies` says the rest.

    Raises `UnknownMutation`.
    """
    if mutation not in contract.mutations:
        raise UnknownMutation(f"The contract {contract.name} has no mutation {mutation!r}.")
    return VariableStrategies(contract, schema=schema, pools=pools, today=today).variables(
        contract.mutations[mutation]
    )
