"""The check of `schema.argument-present`."""

from kraken_conformance.checks._shared.schema_words import place, takes_arguments
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


@schema_check("schema.argument-present", applies=takes_arguments)
def schema_argument_present(both: SchemaComparison) -> Violations:
    """The mutation takes every documented argument.

    Source: reference pages, the sample operation of the mutation.
    """
    assert both.field is not None
    for argument in both.mutation.arguments:
        if argument.name not in both.field.args:
            actual = f"only {', '.join(both.field.args)}" if both.field.args else "no arguments"
            yield Violation(place(both), f"the argument `{argument.name}: {argument.type}`", actual)
