"""The check of `schema.mutation-present`."""

from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


@schema_check("schema.mutation-present", applies=lambda both: both.server == both.mutation.server)
def schema_mutation_present(both: SchemaComparison) -> Violations:
    """The mutation is a field of the mutation type of its server.

    Source: reference pages, the heading and the URL of the mutation.
    """
    root = both.schema.mutation_type
    if root is None:
        yield Violation((), "a mutation type", "a schema without mutations")
    elif both.field is None:
        yield Violation((root.name,), f"the field `{both.mutation.name}`", "no such field")
