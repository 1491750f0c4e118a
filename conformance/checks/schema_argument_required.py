"""The check of `schema.argument-required`."""

from graphql import is_required_argument

from kraken_conformance.checks._shared.schema_words import mutation_present, place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


@schema_check("schema.argument-required", applies=mutation_present)
def schema_argument_required(both: SchemaComparison) -> Violations:
    """No argument beyond the documented ones is required.

    Source: reference pages, the sample operation of the mutation.
    """
    assert both.field is not None
    documented = {argument.name for argument in both.mutation.arguments}
    for name, argument in both.field.args.items():
        if name not in documented and is_required_argument(argument):
            yield Violation((*place(both), name), "no further required argument", f"{name}: {argument.type}")
