"""Undoes what a journal says was created, by the mutations that the contract names for it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from kraken_conformance.journal.entries import Created
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.safety.known_secrets import HIDDEN, KNOWN
from kraken_conformance.spec import Mutation
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.view import TargetView

LONGEST = 200
"""Characters of a refusal that are shown."""

_NAMES_A_RECORD = re.compile(r"(id|ids|number|token|reference|key|code)$", re.IGNORECASE)
"""Fields that say which record is meant: a made-up value would undo something else."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of an entry: `problem` says why it could not be undone, and is None where it was."""

    entry: Created
    problem: str | None


class _Unknown(Exception):
    """The journal does not have a value that is needed."""


def clean(
    entries: Sequence[Created], views: Mapping[str, TargetView], client: TargetClient
) -> Iterator[Cleaned]:
    """Undo entries in their order, yielding each as soon as it is done. `views` are by server."""
    for entry in entries:
        yield Cleaned(entry, _undo(entry, views, client))


def _undo(entry: Created, views: Mapping[str, TargetView], client: TargetClient) -> str | None:
    contract = next(iter(views.values())).contract
    known = contract.mutations.get(entry.mutation)
    if known is None or known.undone_by is None:
        return "no mutation undoes it"
    undoing = contract.mutations[known.undone_by]
    view = views.get(undoing.server)
    here = client.settings.sites.get(entry.server)
    if view is None or here is None or entry.url not in (here, KNOWN.text(here)):
        return f"it was created at {entry.url}, which is not the target"
    try:
        variables = undoing_variables(undoing, entry, view)
    except _Unknown as error:
        return f"{undoing.name} needs {error}, which is not in the journal"
    case = Case("cleanup", undoing.server, undoing.name, view.operation(undoing), variables)
    exchange = client.send(case)
    observation = Observation(exchange, view)
    if observation.succeeded:
        return None
    codes = ", ".join(
        str(error.code or error.entry.get("message"))[:LONGEST] for error in observation.errors[:3]
    )
    return f"{undoing.name} was refused: {codes or exchange.failure or 'it returned nothing'}"


def undoing_variables(undoing: Mutation, entry: Created, view: TargetView) -> dict[str, Any]:
    """Return the variables that name the record of an entry. Raises `_Unknown` where that cannot be done."""
    plausible = view.strategies.minimal(undoing)
    found = {}
    for argument in undoing.arguments:
        found[argument.name] = _filled(argument.name, argument.type, plausible.get(argument.name), entry)
    return found


def _filled(name: str, type_: GraphQLInputType, plausible: Any, entry: Created) -> Any:
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        made = {}
        for part, field in named.fields.items():
            nested = isinstance(get_named_type(field.type), GraphQLInputObjectType)
            if is_non_null_type(field.type) or (not nested and _known(part, entry) is not None):
                inner = plausible.get(part) if isinstance(plausible, dict) else None
                made[part] = _filled(part, field.type, inner, entry)
        return made
    value = _known(name, entry)
    if value is None:
        if _NAMES_A_RECORD.search(name) or plausible is None:
            raise _Unknown(name)
        return plausible
    bare = get_nullable_type(type_)
    return [value] if is_list_type(bare) else value


def _known(name: str, entry: Created) -> Any:
    """Return the value of the record for an input field: of the answer, of an object in it, or as it was sent."""
    for values in (entry.answered, entry.sent):
        named = [path for path in values if _last(path) == name]
        if named:
            return _visible(values[min(named, key=_depth)])
    if name.lower().endswith("id"):
        stem = name[:-2].lower()
        ids = [path.split(".") for path in entry.answered if _last(path) == "id"]
        fitting = [steps for steps in ids if len(steps) > 1 and steps[-2].lower().endswith(stem)]
        if fitting:
            return _visible(entry.answered[min((".".join(steps) for steps in fitting), key=_depth)])
    return None


def _last(path: str) -> str:
    return next((step for step in reversed(path.split(".")) if not step.isdigit()), path)


def _depth(path: str) -> int:
    return path.count(".")


def _visible(value: Any) -> Any:
    return None if value == HIDDEN else value
