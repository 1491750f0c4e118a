"""Random documents that ask for one mutation."""

from dataclasses import replace
from datetime import date
from typing import Final

from graphql import GraphQLSchema
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from kraken_conformance.spec import Contract, Mutation
from kraken_conformance.strategies.build.builder import Builder, drawn_by
from kraken_conformance.strategies.documents.document_printer import Writer
from kraken_conformance.strategies.documents.literals import STYLES
from kraken_conformance.strategies.documents.selections import Selections
from kraken_conformance.strategies.exceptions import UnknownMutation
from kraken_conformance.strategies.pools import Pools
from kraken_conformance.strategies.types.type_facts import Knowledge
from kraken_conformance.strategies.values import Document

OPERATION: Final = "Random"
"""The name of the operation in a document."""


class DocumentStrategies:
    """Valid documents for the mutations of a contract, as text: random selections, and the input as literals.

    `schema` is the target's own. Where it is given, it alone tells what can be asked for. `pools` and
    `today` are those of `VariableStrategies`.
    """

    def __init__(
        self,
        contract: Contract,
        *,
        schema: GraphQLSchema | None = None,
        pools: Pools | None = None,
        today: date | None = None,
    ) -> None:
        day = today or date.today()
        self._schema = schema or contract.schema
        likely = Knowledge(contract, schema, pools or Pools(), day)
        self._selections = Selections(contract, self._schema, Builder(likely))
        self._of_types_alone = Builder(Knowledge(contract, schema, Pools(), day, formats=False))
        self._strategies: dict[str, SearchStrategy[Document]] = {}

    def documents(self, mutation: Mutation) -> SearchStrategy[Document]:
        """Return a strategy for documents that ask for a mutation and nothing else, each valid on the schema.

        Half of the inputs are such as the mutation is likely to accept, the others are of the right types.
        Shrinks towards required fields with empty values, and `__typename` alone, without aliases and
        fragments. Raises `UnknownMutation` where the schema does not have the mutation.
        """
        if mutation.name not in self._strategies:
            self._strategies[mutation.name] = self._new(mutation)
        return self._strategies[mutation.name]

    def _new(self, mutation: Mutation) -> SearchStrategy[Document]:
        root = self._schema.mutation_type
        field = None if root is None else root.fields.get(mutation.name)
        if field is None:
            raise UnknownMutation(f"The schema has no mutation {mutation.name!r}.")
        likely = self._selections.field(mutation.name, mutation.name, field)
        slots = self._selections.slots(mutation.name, field)
        unlikely = replace(likely, arguments=self._of_types_alone.arguments(slots) if slots else None)
        manners = st.sampled_from(
            [
                (prepared, style, all_renamed)
                for all_renamed in (False, True)
                for prepared in (unlikely, likely)
                for style in STYLES
            ]
        )

        def document(draw: DrawFn) -> Document:
            prepared, style, all_renamed = draw(manners)
            [asked] = prepared(draw)
            root, lines = Writer(style=style, all_renamed=all_renamed).field(asked)
            body = "\n".join(f"  {line}" for line in lines)
            return Document(f"mutation {OPERATION} {{\n{body}\n}}", OPERATION, root)

        return drawn_by(document)


def documents_for(
    contract: Contract,
    mutation: str,
    *,
    schema: GraphQLSchema | None = None,
    pools: Pools | None = None,
    today: date | None = None,
) -> SearchStrategy[str]:
    """Return a strategy for documents that ask for one mutation, by name; `DocumentStrategies` says the rest.

    Shrinks towards empty values and `__typename` alone. Raises `UnknownMutation`.
    """
    if mutation not in contract.mutations:
        raise UnknownMutation(f"The contract {contract.name} has no mutation {mutation!r}.")
    strategies = DocumentStrategies(contract, schema=schema, pools=pools, today=today)
    return strategies.documents(contract.mutations[mutation]).map(lambda document: document.text)
