"""The check of `schema.deprecation`."""

from kraken_conformance.checks._shared.schema_words import mutation_present, place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


@schema_check("schema.deprecation", applies=lambda both: mutation_present(both) and both.mutation.deprecated)
def schema_deprecation(both: SchemaComparison) -> Violations:
    """A mutation that is documented as deprecated is marked as deprecated.

    Source: reference pages, the note of deprecation in the text of the mutation.
    """
    assert both.field is not None
    if both.field.deprecation_reason is None:
        successor = both.mutation.replaced_by
        hint = f", in favour of {successor}" if successor else ""
        yield Violation(place(both), f"a field that is marked as deprecated{hint}", "no mark of deprecation")
