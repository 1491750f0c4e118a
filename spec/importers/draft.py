"""What an importer makes: the facts of a contract, before they are written as files."""

from collections.abc import Mapping
from dataclasses import dataclass

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.model import Effect, RefusalReasons, Server


@dataclass(frozen=True, slots=True)
class DraftField:
    """A field of a payload. `type` is SDL.

    `inferred_from` names the source of `type` where the page does not tell the type exactly; what it
    does tell of the type is then `documented`, None where it tells nothing. `members` are the object
    types of a union.
    """

    name: str
    type: str
    documented: str | None = None
    inferred_from: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftMutation:
    """A mutation as a page or a schema describes it.

    `arguments` are pairs of name and SDL type. `type_inferred_from` names the source of `type` where
    the page does not name the type. `deprecated` is the reason, None where the mutation is current. `effects`
    and `undone_by` are guesses by the name.
    """

    name: str
    server: str
    document: str
    arguments: tuple[tuple[str, str], ...]
    type: str
    type_inferred_from: str | None
    codes: tuple[str, ...]
    authorization_stated: bool
    deprecated: str | None
    replaced_by: str | None
    effects: frozenset[Effect] = frozenset()
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A contract before it is written.

    `definitions` are SDL definitions of all types but Mutation, Query and the servers. `codes` maps
    each code to its message, `refusal_reasons` to its reasons. `notes` say what the source contradicts
    itself about, and what was made of it. `input_fields` are the names of all that mutations take, at any depth.
    `unsound` is what no schema may have: it keeps the source from being a contract where a mutation reaches it.
    """

    name: str
    version: str
    servers: tuple[Server, ...]
    mutations: tuple[DraftMutation, ...]
    definitions: tuple[str, ...]
    codes: Mapping[str, str]
    refusal_reasons: Mapping[str, RefusalReasons]
    notes: tuple[str, ...]
    input_fields: frozenset[str] = frozenset()
    unsound: tuple[Problem, ...] = ()
