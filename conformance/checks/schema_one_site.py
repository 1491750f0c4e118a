"""The check of `schema.one-site`."""

from kraken_conformance.checks._shared.schema_words import place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


@schema_check("schema.one-site", applies=lambda both: both.field is not None and both.elsewhere is not None)
def schema_one_site(both: SchemaComparison) -> Violations:
    """The mutation is on its own server alone.

    Where all servers have one address, or the schema of the others is not known, there is nothing to compare.

    Source: reference pages, the URL of the mutation.
    """
    for server in both.elsewhere or ():
        yield Violation(
            place(both), f"the mutation on {both.mutation.server} alone", f"it is on {server} too"
        )
