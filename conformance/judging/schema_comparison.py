"""What the checks of schemas look at: one mutation of the contract beside the target's schema."""

from dataclasses import dataclass
from datetime import date

from graphql import GraphQLField, GraphQLSchema

from kraken_conformance.spec import Contract, Mutation


@dataclass(frozen=True, slots=True)
class SchemaComparison:
    """A mutation as the contract declares it, and the target's schema of a site, in which it is looked for.

    `elsewhere` are the other sites in whose schemas it is too, None where no other site can be compared.
    `today` is the day of the run, None for that on which it is asked.
    """

    contract: Contract
    mutation: Mutation
    server: str
    schema: GraphQLSchema
    elsewhere: tuple[str, ...] | None = None
    today: date | None = None

    @property
    def field(self) -> GraphQLField | None:
        """The mutation in the target's schema, None where it is missing."""
        root = self.schema.mutation_type
        return None if root is None else root.fields.get(self.mutation.name)
