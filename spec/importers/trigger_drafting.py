"""Drafts triggers: the input that the message of a code speaks of, made wrong. Each is a guess, tried for its code."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from kraken_conformance.spec.importers.input_paths import input_leaves
from kraken_conformance.spec.loading.contract_files import load_yaml
from kraken_conformance.spec.model import Contract, Mutation

CONDITIONS = Path(__file__).with_name("conditions.yaml")


def drafted_triggers(contract: Contract) -> dict[str, dict[str, Any]]:
    """Return the triggers of a contract as `triggers.yaml` has them, for codes whose message names an input."""
    fields: dict[str, set[str]] = {}
    for mutation in contract.mutations.values():
        for code in mutation.errors:
            fields.setdefault(code, set()).update(_names(mutation))
    found: dict[str, dict[str, Any]] = {}
    for code, names in fields.items():
        entry = contract.error(code)
        if entry is None or not entry.message or entry.role is not None or entry.common:
            continue
        when = next((one for one in _conditions(entry.message) if _fits(one, names)), None)
        if when is not None:
            source = f'"{entry.message}", drafted by the import'
            found[code] = {"from": source, "drafted": True, "when": [when]}
    return found


def _names(mutation: Mutation) -> set[str]:
    return {name.lower() for _, name, _ in input_leaves(mutation)}


def _fits(condition: dict[str, Any], names: set[str]) -> bool:
    [pattern] = condition["set"]
    return any(fnmatchcase(name, part) for part in pattern.lower().split("|") for name in names)


def _conditions(message: str) -> Iterator[dict[str, Any]]:
    known = _known()
    for entry in known["conditions"]:
        if _found(entry["says"], message):
            yield _guess(entry["is"], entry["fields"], entry["set"])
    for form in known["nouns"]:
        noun = _found(form, message)
        words = [] if noun is None else noun["noun"].lower().split()
        if words and not set(words) & set(known["no_nouns"]):
            name = words[0] + "".join(word.capitalize() for word in words[1:])
            fields = dict.fromkeys((f"{name}Id", f"{name}Number", f"{name}Code", f"{words[-1]}Id"))
            yield _guess(f"a {' '.join(words)} that does not exist", "|".join(fields), "0")


def _guess(words: str, fields: str, value: Any) -> dict[str, Any]:
    return {"is": words, "set": {fields: value}, "guess": True}


def _found(form: str, message: str) -> re.Match[str] | None:
    known = _known()
    return re.search(
        form.replace("WRONG", known["WRONG"]).replace("MISSING", known["MISSING"]), message, re.IGNORECASE
    )


@cache
def _known() -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(CONDITIONS)
    return content
