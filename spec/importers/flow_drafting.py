"""Drafts flows: what a mutation that makes a record gives, and what others take of it."""

import re
from collections.abc import Mapping
from typing import Any

from kraken_conformance.spec.importers.input_paths import input_leaves, output_ids
from kraken_conformance.spec.model import Contract, Effect, Mutation

SOURCE = "the names and types of what is given and taken, drafted by the import"
MOST_TAKERS = 6
"""Steps after the first one; those that end the record are kept."""

CLIENT_MUTATION_ID = "clientmutationid"
"""What Relay sends along and gets back."""

_SAME = {"ID": {"ID", "String"}, "String": {"String", "ID"}, "Int": {"Int", "ID"}}
_UNKNOWN = re.compile(r"not found|no such|not exist|unable to find|cannot find", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")

Taker = tuple[Mutation, str]


def drafted_flows(contract: Contract) -> dict[str, dict[str, Any]]:
    """Return the flows of a contract as `flows.yaml` has them: one for each mutation whose record others take."""
    takers = _takers(contract)
    flows: dict[str, dict[str, Any]] = {}
    for maker in contract.mutations.values():
        if Effect.CREATES not in maker.effects or Effect.IDEMPOTENT in maker.effects or maker.deprecated:
            continue
        own = {CLIENT_MUTATION_ID, *(name.lower() for _, name, _ in input_leaves(maker))}
        for path, name, type_ in output_ids(maker):
            if name.lower() in own:  # what comes back was not made
                continue
            found = [
                taker
                for (taken, of_type), listed in takers.items()
                if taken == name.lower() and of_type in _SAME.get(type_, {type_})
                for taker in listed
                if taker[0].name != maker.name and taker[0].server == maker.server
            ]
            if found:
                flows[maker.name] = _flow(contract, maker, path, name, found)
                break
    return flows


def _takers(contract: Contract) -> Mapping[tuple[str, str], list[Taker]]:
    found: dict[tuple[str, str], list[Taker]] = {}
    for mutation in contract.mutations.values():
        seen: set[str] = set()
        for path, name, type_ in input_leaves(mutation):
            if name.lower() not in seen and not mutation.deprecated:
                seen.add(name.lower())
                found.setdefault((name.lower(), type_), []).append((mutation, path))
    return found


def _flow(contract: Contract, maker: Mutation, path: str, name: str, takers: list[Taker]) -> dict[str, Any]:
    ordered = sorted(takers, key=lambda taker: _place(maker, taker[0]))[:MOST_TAKERS]
    ordered.sort(key=lambda taker: Effect.DESTROYS in taker[0].effects)
    return {
        "text": f"What {maker.name} makes is taken by its {name}.",
        "from": SOURCE,
        "drafted": True,
        "steps": [
            {"mutation": maker.name, "gives": {name: path}},
            *(_step(contract, mutation, name, at) for mutation, at in ordered),
        ],
    }


def _place(maker: Mutation, taker: Mutation) -> tuple[bool, bool, int]:
    """Return what orders takers: the one that undoes the first, others that end it, those with words in common."""
    common = {word.lower() for word in _WORDS.findall(maker.name)} & {
        word.lower() for word in _WORDS.findall(taker.name)
    }
    return taker.name != maker.undone_by, Effect.DESTROYS not in taker.effects, -len(common)


def _step(contract: Contract, mutation: Mutation, name: str, path: str) -> dict[str, Any]:
    step: dict[str, Any] = {"mutation": mutation.name, "takes": {name: path}}
    refusal = _refusal(contract, mutation, name)
    if refusal is not None:
        # Only where a code says that there is no such record, a second end is known to be refused.
        if Effect.DESTROYS in mutation.effects:
            step["ends"] = True
        step["refusal"] = refusal
    return step


def _refusal(contract: Contract, mutation: Mutation, name: str) -> str | None:
    """Return the code whose message says that there is no such record."""
    word = _WORDS.findall(name)[0].lower()
    for code in mutation.errors:
        entry = contract.error(code)
        message = "" if entry is None or entry.message is None else entry.message
        if _UNKNOWN.search(message) and word in message.lower():
            return code
    return None
