"""What several probes need: the request itself, and what stands in its way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from graphql import get_named_type

from kraken_conformance.case import Case
from kraken_conformance.probes.registry import Blocked
from kraken_conformance.spec import Mutation
from kraken_conformance.strategies import LabelledVariables
from kraken_conformance.target.view import TargetView

NO_TOKEN = "no token: pass --token or set KRAKEN_TOKEN"

LONGEST_PLAIN = 4000
"""How long the JSON of variables may be that are to be written in several ways, in characters."""


def offered(mutation: Mutation, target: TargetView) -> bool:
    """Whether the target has the mutation, as far as is known: without it every request is invalid."""
    if target.schema is None:
        return True
    root = target.schema.mutation_type
    return root is not None and mutation.name in root.fields


def unknown_input(mutation: Mutation, target: TargetView) -> Blocked | None:
    """Return why no input can be made for a mutation, None where it can."""
    if target.strategies.known(mutation):
        return None
    opaque = (get_named_type(argument.type).name for argument in mutation.arguments)
    names = ", ".join(name for name in opaque if name in target.contract.opaque_types)
    reason = f"nobody documents the fields of {names}, and the target's schema is not known: pass --schema"
    return Blocked(reason)


def obstacle(mutation: Mutation, target: TargetView) -> Blocked | None:
    """Return why a mutation cannot be reached with valid input, None where it can."""
    if mutation.needs_token and not target.has_token:
        return Blocked(NO_TOKEN)
    return unknown_input(mutation, target)


def request(
    probe: str, mutation: Mutation, target: TargetView, variables: Mapping[str, Any], **more: Any
) -> Case:
    """Return a case that sends the usual operation of a mutation; `more` are further fields of the case."""
    return Case(
        probe=probe,
        server=mutation.server,
        mutation=mutation.name,
        operation=target.operation(mutation),
        variables=variables,
        **more,
    )


def inputs(mutation: Mutation, target: TargetView, most: int) -> list[LabelledVariables]:
    """Return at most so many valid inputs, each another: the simplest, the fullest, then edge cases."""
    simplest = LabelledVariables(target.strategies.minimal(mutation), "the simplest input")
    full = LabelledVariables(dict(fullest(mutation, target)), "the fullest input")
    found: dict[str, LabelledVariables] = {}
    for one in (simplest, full, *target.boundary(mutation)):
        if len(found) < most:
            found.setdefault(_json(one.variables), one)
    return list(found.values())


def fullest(mutation: Mutation, target: TargetView) -> Mapping[str, Any]:
    """Return the valid variables with the most values in them that are plain: ASCII, and not long."""
    candidates = [target.strategies.minimal(mutation)]
    candidates += [labelled.variables for labelled in target.boundary(mutation)]
    plain = [one for one in candidates if (text := _json(one)).isascii() and len(text) <= LONGEST_PLAIN]
    return max(plain or candidates[:1], key=_values)


def possible_errors_asked(mutation: Mutation, target: TargetView) -> bool:
    """Whether a request for the mutation asks for `possibleErrors`, which a dry run fills."""
    return "possibleErrors" in target.operation(mutation).document


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _values(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_values, value.values()))
    if isinstance(value, list):
        return sum(map(_values, value))
    return int(value is not None)
