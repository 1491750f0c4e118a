"""The check of `schema.errors-in-description`."""

import re

from kraken_conformance.checks._shared.schema_words import place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


def error_list(both: SchemaComparison) -> str | None:
    """Return what follows the announcement of errors in the description, None where there is none."""
    words = both.contract.platform.errors.announcement.rstrip(": ").split()
    announced = r"\s+".join(map(re.escape, words))
    description = (both.field.description if both.field else None) or ""
    found = re.search(rf"{announced}\s*:(?P<list>.*)", description, re.DOTALL | re.IGNORECASE)
    return None if found is None else found["list"]


def _listed(both: SchemaComparison) -> list[str] | None:
    """Return the codes that the description lists, None where it has no such list."""
    announced = error_list(both)
    if announced is None:
        return None
    form = both.contract.platform.errors.code_form
    entries = re.finditer(rf"(?<![\w-])(?:{form})(?![\w-])", announced, re.ASCII)
    return list(dict.fromkeys(entry[0] for entry in entries))


def _both_list(both: SchemaComparison) -> bool:
    return both.mutation.errors_documented and _listed(both) is not None


@schema_check("schema.errors-in-description", applies=_both_list)
def schema_errors_in_description(both: SchemaComparison) -> Violations:
    """Where the description of the mutation lists the errors that it can raise, the list is as documented.

    Source: reference pages, "The possible errors that can be raised are".
    """
    listed, documented = _listed(both) or [], both.mutation.errors
    missing = [code for code in documented if code not in listed]
    further = [code for code in listed if code not in documented and code not in both.contract.common_errors]
    if missing:
        yield Violation(place(both), f"{', '.join(missing)} in the description", "a list without")
    if further:
        yield Violation(place(both), "only the declared codes in the description", ", ".join(further))
