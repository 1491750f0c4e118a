"""The contract as immutable values over a graphql-core schema.

Every value is what the documents declare, or is marked with the source from which it is inferred.
The loader makes these values; nothing else needs to know the files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Literal
from zlib import crc32

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
)

from kraken_conformance.spec.flows import Flow, FlowStep
from kraken_conformance.spec.formats import FORMATS, ValueFormat, fits_text, format_fits
from kraken_conformance.spec.platform import Platform
from kraken_conformance.spec.triggers import Triggers

Provenance = Literal["documented", "inferred"]
Authorization = Literal["declared", "stated", "none"]


class Level(StrEnum):
    """How binding a requirement is, in the words of RFC 2119."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Effect(StrEnum):
    """What a mutation does to the world; the classes of the directive `@effects`."""

    IDEMPOTENT = "IDEMPOTENT"
    CREATES = "CREATES"
    CHANGES = "CHANGES"
    DESTROYS = "DESTROYS"
    MOVES_MONEY = "MOVES_MONEY"
    SENDS_MESSAGE = "SENDS_MESSAGE"


class Role(StrEnum):
    """What the platform uses an error code for, whatever the mutation; the key `role` of `errors.yaml`."""

    NO_TOKEN = "no-token"
    """There is no Authorization header."""
    BAD_TOKEN = "bad-token"
    """The Authorization header holds no valid credential."""
    TOKEN_EXPIRED = "token-expired"
    AUTHENTICATION_FAILED = "authentication-failed"
    """The caller could not be authenticated, such as by a wrong key."""
    NOT_ALLOWED = "not-allowed"
    """Who asks is known, and may not."""
    FIELD_DISABLED = "field-disabled"
    TOO_COMPLEX = "too-complex"
    TOO_MANY_NODES = "too-many-nodes"
    NO_PAGE_SIZE = "no-page-size"
    """A connection is asked for without first or last."""
    TOO_MANY_REQUESTS = "too-many-requests"
    LOGIN_AMBIGUOUS = "login-ambiguous"
    """None or several of the ways to log in were used at once."""
    LOGIN_REFUSED = "login-refused"
    """The way to log in was clear, and what it was used with is wrong."""
    INTERNAL_ERROR = "internal-error"
    """The server failed. No mutation may answer with it, and each could."""


@dataclass(frozen=True, slots=True)
class Server:
    """A site of the API: its name in the contract and the address of its GraphQL endpoint."""

    name: str
    url: str
    production: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The place in the documents where a mutation is described."""

    document: str
    entry: str

    def __str__(self) -> str:
        return f"{self.document}: {self.entry}"


@dataclass(frozen=True, slots=True)
class RefusalReasons:
    """The reasons that an error may give, and the key under `extensions` that lists them."""

    extension: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """An error code.

    `message` is as documented, and None where the documents do not give it; `meaning` then says in
    our words what the code stands for. `common` codes are listed by no mutation, since each could answer
    with them. `role` is None where the code belongs to what a mutation does.
    `country` is the part of the code that names the deployment which owns it (`CT` is the core of all), None where
    codes have no such part.
    """

    code: str
    message: str | None
    meaning: str | None = None
    common: bool = False
    inferred_from: str | None = None
    refusal_reasons: RefusalReasons | None = None
    role: Role | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a mutation. `type` is documented, though what is in it may not be."""

    name: str
    type: GraphQLInputType


@dataclass(frozen=True, slots=True)
class ReturnField:
    """A field of what a mutation returns, in documented order.

    `documented_type` is what the documents tell of the type, and None where they tell only that
    there is a value (an enum value, a generic scalar). `type_inferred_from` names the source of what
    `type` says beyond that. `members` are the object types of a union, in documented order.
    """

    name: str
    type: GraphQLOutputType
    documented_type: str | None
    type_inferred_from: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mutation:
    """A mutation as the documents declare it.

    `returns` is the documented type, None where the documents name none; `type` is always there.
    `errors` holds each code once, in documented order, and is empty where none is documented.
    `authorization` is `declared` where the list of errors says that the header is needed, `stated`
    where only the text does, `none` elsewhere. `undone_by` is the mutation that undoes this one, None
    where there is none. `possible_errors` is the field of the payload that a dry run fills, None where the payload
    has no such field. `gives_reasons` says that one of its errors lists refusal reasons.
    """

    name: str
    server: str
    arguments: tuple[Argument, ...]
    type: GraphQLOutputType
    returns: str | None
    fields: tuple[ReturnField, ...]
    members: tuple[str, ...]
    errors: tuple[str, ...]
    authorization: Authorization
    deprecated: bool
    replaced_by: str | None
    effects: frozenset[Effect]
    source: Source
    undone_by: str | None = None
    possible_errors: str | None = None
    gives_reasons: bool = False

    def turn(self, forms: int) -> int:
        """Return a number below that of some forms, by the name alone: each mutation is sent in one of them."""
        return crc32(self.name.encode()) % forms

    @property
    def errors_documented(self) -> bool:
        """Whether the documents list any error for this mutation."""
        return bool(self.errors)

    @property
    def needs_token(self) -> bool:
        """Whether the documents ask for the Authorization header, in either way."""
        return self.authorization != "none"


@dataclass(frozen=True, slots=True)
class InputFormat:
    """What an input looks like beyond its type: a named format, a range, or both, and who says so.

    `values` makes the texts of a format that is not one of those that generators know by themselves.
    """

    name: str | None
    minimum: float | None
    maximum: float | None
    inferred_from: str | None
    values: ValueFormat | None = None

    @property
    def known(self) -> bool:
        """Whether anything generates values of the format."""
        return self.values is not None or self.name is None or self.name in FORMATS

    def fits(self, type_: GraphQLInputType) -> bool:
        """Whether values of a type, or of what it lists, can have the format: a range needs a number."""
        named = get_named_type(type_)
        return format_fits(self.name, named) if self.values is None else fits_text(named)


@dataclass(frozen=True, slots=True)
class FormatRule:
    """An input format for every field whose name fits the pattern (`*` for any characters)."""

    pattern: str
    format: InputFormat

    def fits(self, field: str) -> bool:
        """Whether the name of a field fits the pattern, without regard to case."""
        return fnmatchcase(field.lower(), self.pattern.lower())


@dataclass(frozen=True, slots=True)
class Requirement:
    """One promise that a check tests. `citation` says where the promise is made.

    `decides` is False where a violation is reported but has no part in the verdict, whatever its level.
    """

    id: str
    level: Level
    text: str
    citation: str
    remedy: str
    decides: bool = True

    @property
    def family(self) -> str:
        """The part of the id before the first point."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything that the documents declare, and what is inferred to exercise it; `flows` are by name,
    `triggers` by code.

    Every mutation may answer with `common_errors`. None may answer with `internal_errors`, which say that the
    server failed.

    `sha256` is the hash of the contract's files. `schema` holds all servers' mutations together.
    `formats` maps (input type, field) to the format written on the field itself. `invented` is SDL of types that
    the reference server makes up where the documents leave a type open. `shown_values` are the values of enums that
    sample responses show, by the name of the enum.
    """

    name: str
    version: str
    sha256: str
    schema: GraphQLSchema
    servers: Mapping[str, Server]
    mutations: Mapping[str, Mutation]
    errors: Mapping[str, ErrorCode]
    common_errors: Mapping[str, ErrorCode]
    internal_errors: Mapping[str, ErrorCode]
    error_types: tuple[str, ...]
    formats: Mapping[tuple[str, str], InputFormat]
    format_rules: tuple[FormatRule, ...]
    inferred_types: Mapping[str, str]
    opaque_types: Mapping[str, str]
    open_types: frozenset[str]
    platform: Platform
    invented: str = ""
    shown_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    triggers: Triggers = field(default_factory=Triggers)
    _codes_by_role: Mapping[Role, frozenset[str]] = field(init=False, repr=False, compare=False)
    _steps: Mapping[str, tuple[tuple[Flow, FlowStep], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = (*self.errors.values(), *self.common_errors.values(), *self.internal_errors.values())
        by_role: dict[Role, frozenset[str]] = {}
        for entry in known:
            if entry.role is not None:
                by_role[entry.role] = by_role.get(entry.role, frozenset()) | {entry.code}
        object.__setattr__(self, "_codes_by_role", by_role)
        steps: dict[str, tuple[tuple[Flow, FlowStep], ...]] = {}
        for flow in self.flows.values():
            for step in flow.steps.values():
                steps[step.mutation] = (*steps.get(step.mutation, ()), (flow, step))
        object.__setattr__(self, "_steps", steps)

    def on_server(self, server: str) -> Iterator[Mutation]:
        """Yield the mutations of one server, in documented order."""
        return (mutation for mutation in self.mutations.values() if mutation.server == server)

    def steps_of(self, mutation: str) -> tuple[tuple[Flow, FlowStep], ...]:
        """Return the steps of flows that call a mutation, each with its flow; none where no flow comes to it."""
        return self._steps.get(mutation, ())

    def allows(self, mutation: Mutation, code: str) -> bool:
        """Whether a mutation may raise a code: its own list has it, or it is common to all."""
        return code in mutation.errors or code in self.common_errors

    def error(self, code: str) -> ErrorCode | None:
        """Return the entry of a code, common or not, or None where the contract does not know it."""
        return self.errors.get(code) or self.common_errors.get(code) or self.internal_errors.get(code)

    def codes_of(self, *roles: Role) -> frozenset[str]:
        """Return the codes that the platform uses for any of these roles; none where the contract knows none."""
        return frozenset[str]().union(*(self._codes_by_role.get(role, ()) for role in roles))

    def codes_like(self, *roles: Role) -> frozenset[str]:
        """Return the codes that have one of these roles, and those with the message of one of them."""
        known = self.codes_of(*roles)
        said = {entry.message for code in known if (entry := self.errors.get(code)) and entry.message}
        return known | {code for code, entry in self.errors.items() if entry.message in said}

    @property
    def limited_mutations(self) -> tuple[str, ...]:
        """The mutations that declare a code for too many requests themselves."""
        codes = self.codes_of(Role.TOO_MANY_REQUESTS)
        return tuple(name for name, mutation in self.mutations.items() if codes & set(mutation.errors))

    def code_of(self, role: Role) -> str | None:
        """Return the code for a role, the highest of several since it is the newest; None without any."""
        return max(self.codes_of(role), default=None)

    def leaf_type(self, name: str) -> GraphQLEnumType | GraphQLScalarType | None:
        """Return the enum or the scalar of that name, None where it is neither or nothing is known of it."""
        type_ = None if name in self.opaque_types else self.schema.type_map.get(name)
        return type_ if isinstance(type_, GraphQLEnumType | GraphQLScalarType) else None

    def input_format(
        self, input_type: str, field: str, type_: GraphQLInputType | None = None
    ) -> InputFormat | None:
        """Return the format of an input field: its own if it has one, else that of the first rule that fits.

        A rule fits where the name of the field does and the innermost type can carry the format
        (`InputFormat.fits`). `type_` is the type of a field that only the target knows; where neither
        it nor the contract tells the type, the name alone decides.
        """
        own = self.formats.get((input_type, field))
        if own is not None:
            return own
        known = type_ or self._input_field_type(input_type, field)
        rules = (rule for rule in self.format_rules if rule.fits(field))
        return next((rule.format for rule in rules if known is None or rule.format.fits(known)), None)

    def _input_field_type(self, input_type: str, field: str) -> GraphQLInputType | None:
        type_ = self.schema.type_map.get(input_type)
        found = type_.fields.get(field) if isinstance(type_, GraphQLInputObjectType) else None
        return found.type if found is not None else None
