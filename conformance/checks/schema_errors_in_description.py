"""The check of `schema.errors-in-description`."""

import re

from graphql import GraphQLField

from kraken_conformance.checks._shared.schema_words import place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations

FEWEST = 5
"""Where at least this number of others list their errors, one without a list is no matter of taste."""


def error_list(both: SchemaComparison) -> str | None:
    """Return what follows the announcement of errors in the description, None where there is none."""
    return None if both.field is None else _list_in(both.field, both)


def _list_in(field: GraphQLField, both: SchemaComparison) -> str | None:
    words = both.contract.platform.errors.announcement.rstrip(": ").split()
    announced = r"\s+".join(map(re.escape, words))
    found = re.search(rf"{announced}\s*:(?P<list>.*)", field.description or "", re.DOTALL | re.IGNORECASE)
    return None if found is None else found["list"]


def _listed(both: SchemaComparison) -> list[str] | None:
    """Return the codes that the description lists, None where it has no such list."""
    announced = error_list(both)
    if announced is None:
        return None
    form = both.contract.platform.errors.code_form
    entries = re.finditer(rf"(?<![\w-])(?:{form})(?![\w-])", announced, re.ASCII)
    return list(dict.fromkeys(entry[0] for entry in entries))


def _is_promised(both: SchemaComparison) -> bool:
    if both.field is None or not both.mutation.errors_documented:
        return False
    if _listed(both) is not None:
        return True
    text = both.field.description or ""  # it may list them in other words
    none = bool(both.mutation.errors) and not any(code in text for code in both.mutation.errors)
    return none and _all_others_list(both)


def _all_others_list(both: SchemaComparison) -> bool:
    """Whether every other mutation of the site whose errors are documented lists some, and there are several."""
    root = both.schema.mutation_type
    fields = {} if root is None else root.fields
    others = [
        fields[other.name]
        for other in both.contract.on_server(both.mutation.server)
        if other.name in fields and other.errors and other.name != both.mutation.name
    ]
    return len(others) >= FEWEST and all(_list_in(field, both) is not None for field in others)


@schema_check("schema.errors-in-description", applies=_is_promised)
def schema_errors_in_description(both: SchemaComparison) -> Violations:
    """Where the description of the mutation lists the errors that it can raise, the list is as documented.

    Where those of all others list theirs, this one has a list.

    Source: reference pages, "The possible errors that can be raised are".
    """
    found, documented = _listed(both), both.mutation.errors
    if found is None:
        yield Violation(place(both), "a list of errors in the description, as others have", "no list")
        return
    listed = found
    missing = [code for code in documented if code not in listed]
    further = [code for code in listed if code not in documented and code not in both.contract.common_errors]
    if missing:
        yield Violation(place(both), f"{', '.join(missing)} in the description", "a list without")
    if further:
        yield Violation(place(both), "only the declared codes in the description", ", ".join(further))
