"""The check of `schema.field-present`."""

from datetime import date

from graphql import is_required_argument

from kraken_conformance.checks._shared.schema_words import (
    documented_payload,
    fields_documented,
    payload_fields,
    payload_place,
)
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level


@schema_check("schema.field-present", applies=fields_documented)
def schema_field_present(both: SchemaComparison) -> Violations:
    """What the mutation returns has every documented field, and each can be asked for with documented arguments.

    The platform has deprecated possibleErrors and announced its end: from that day on it weighs less where the field
    is missing.

    Source: reference pages, the sample operation of the mutation.
    """
    own, promised = payload_fields(both), documented_payload(both)
    for documented in both.mutation.fields:
        found = own.get(documented.name)
        if found is None:
            yield _missing(both, documented.name)
            continue
        known = promised[documented.name].args
        for name, argument in found.args.items():
            if is_required_argument(argument) and not (name in known and is_required_argument(known[name])):
                path = (*payload_place(both), documented.name)
                yield Violation(path, "no required argument", f"{name}: {argument.type}")


def _missing(both: SchemaComparison, name: str) -> Violation:
    facts = both.contract.platform.possible_errors
    if facts is None or name != facts.field or not facts.may_be_missing(both.today or date.today()):
        return Violation(payload_place(both), f"the field `{name}`", "no such field")
    since = "" if facts.deprecated is None else f"deprecated on {facts.deprecated}, "
    expected = f"the field `{name}`: {since}announced to go from {facts.removed_from} on"
    return Violation(payload_place(both), expected, "no such field", level=Level.SHOULD)
