"""Makes a draft of a contract from a reference page."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
)

from kraken_conformance.spec.exceptions import ImportFailure, Problem
from kraken_conformance.spec.importers.completion import Definitions, nullable
from kraken_conformance.spec.importers.draft import Draft, DraftField, DraftMutation
from kraken_conformance.spec.importers.drafting import drafted_effects, drafted_undo
from kraken_conformance.spec.importers.page_facts import (
    FieldFacts,
    MutationFacts,
    UnreadableEntry,
    read_facts,
)
from kraken_conformance.spec.importers.page_losses import foreign_label, losses
from kraken_conformance.spec.importers.page_text import Entry, find_entries, read_page
from kraken_conformance.spec.importers.prose import (
    find_deprecation,
    find_refusal_reasons,
    states_authorization,
)
from kraken_conformance.spec.loading.schema_file import read_schema
from kraken_conformance.spec.model import RefusalReasons, Server
from kraken_conformance.spec.sdl_text import quoted

SAMPLE = "the sample response"
NAMING = "the naming of the other payloads"


def draft_from_page(path: Path, *, name: str, version: str, schema_file: Path | None = None) -> Draft:
    """Read a page, and complete its types from a schema file if there is one.

    Raises `ImportFailure` with every problem of the page, each with its line.
    """
    schema = read_schema(schema_file) if schema_file else None
    lines = read_page(path)
    entries = list(find_entries(lines))
    facts, problems = _facts(path, entries)
    servers, homes, unplaced = _servers(path, facts)
    if problems or unplaced:
        raise ImportFailure([*problems, *unplaced])
    title = re.fullmatch(r"About (\w+)", next((line.plain for line in lines if line.plain), ""))
    document = title.group(1).lower() if title else path.stem
    draft = _Assembly(schema, schema_file.name if schema_file else "", document, homes).draft(
        name, version, servers, facts
    )
    lost = sorted(set(losses(entries, facts, lines)))
    return replace(draft, notes=(*draft.notes, *(f"{path.name}:{line}: {text}" for line, text in lost)))


def _facts(path: Path, entries: list[Entry]) -> tuple[list[MutationFacts], list[Problem]]:
    facts: dict[str, MutationFacts] = {}
    problems = []
    if not entries:
        remedy = (
            "Give a page on which each mutation has a heading, a URL and a sample operation, or a schema."
        )
        problems.append(Problem(str(path), None, "No mutation is found on this page.", remedy))
    for entry in entries:
        try:
            read = read_facts(str(path), entry)
        except UnreadableEntry as unreadable:
            problems.append(unreadable.problem)
            continue
        if entry.name in facts:
            message = f"{entry.name} is there twice, first on line {facts[entry.name].entry.line}."
            problems.append(Problem(str(path), entry.line, message, "Leave one of them out."))
        facts.setdefault(entry.name, read)
    return list(facts.values()), problems


def _servers(
    path: Path, facts: list[MutationFacts]
) -> tuple[tuple[Server, ...], dict[str, str], list[Problem]]:
    """Return the servers, the server of each mutation, and the mutations that have none."""
    by_url: dict[str, Server] = {}
    homes: dict[str, str] = {}
    problems = []
    url_of_section: dict[str | None, str] = {}
    for entry in (read.entry for read in facts):
        url = entry.url or url_of_section.get(entry.heading)
        if url is None or not urlsplit(url).hostname:
            message = f"{entry.name} has no URL." if url is None else f"{url!r} is no URL."
            foreign = next(filter(None, map(foreign_label, entry.lines)), None)
            remedy = "Write `URL:https://…` under its heading." if foreign is None else f"The label {foreign}"
            problems.append(Problem(str(path), entry.line, message, remedy))
            continue
        url_of_section[entry.heading] = url
        if url not in by_url:
            taken = {server.name for server in by_url.values()}
            by_url[url] = Server(_server_name(entry.heading, url, taken), url, production=True)
        homes[entry.name] = by_url[url].name
    return tuple(by_url.values()), homes, problems


def _server_name(heading: str | None, url: str, taken: set[str]) -> str:
    host = (urlsplit(url).hostname or "").split(".")[0]
    words = (heading or host).lower()
    wanted = (
        "AUTH" if "auth" in words else "API" if "api" in words else re.sub(r"\W", "_", host).upper() or "API"
    )
    wanted = wanted if wanted[0].isalpha() else f"SITE_{wanted}"
    return next(name for name in (wanted, *(f"{wanted}_{n}" for n in range(2, 1000))) if name not in taken)


class _Assembly:
    def __init__(
        self, schema: GraphQLSchema | None, source: str, document: str, homes: Mapping[str, str]
    ) -> None:
        self.schema = schema
        self.source = source
        self.document = document
        self.homes = homes
        self.types = Definitions(schema, source)
        self.payloads: dict[str, tuple[str, dict[str, DraftField]]] = {}
        self.unions: dict[str, tuple[str, ...]] = {}
        self.notes: list[str] = []

    def draft(
        self, name: str, version: str, servers: tuple[Server, ...], facts: list[MutationFacts]
    ) -> Draft:
        names = {read.entry.name for read in facts}
        taken = {_bare(read.entry.type) for read in facts if read.entry.type}
        mutations = tuple(self._mutation(read, names, taken) for read in facts)
        self._define(facts)
        codes, reasons = self._codes(facts)
        return Draft(
            name,
            version,
            servers,
            mutations,
            tuple(self.types.known.values()),
            codes,
            reasons,
            tuple(self.notes),
        )

    def _mutation(self, read: MutationFacts, names: set[str], taken: set[str]) -> DraftMutation:
        entry = read.entry
        type_, inferred_from = self._type(read, taken)
        if read.members:
            self.unions[_bare(type_)] = read.members
        else:
            self._payload(_bare(type_), read)
        deprecation = find_deprecation(read.prose, names - {entry.name})
        return DraftMutation(
            name=entry.name,
            server=self.homes[entry.name],
            document=self.document,
            arguments=read.arguments,
            type=type_,
            type_inferred_from=inferred_from,
            codes=tuple(dict.fromkeys(code for code, _ in read.errors)),
            authorization_stated=states_authorization(read.prose),
            deprecated=deprecation.reason if deprecation else None,
            replaced_by=deprecation.replaced_by if deprecation else None,
            effects=drafted_effects(entry.name),
            undone_by=drafted_undo(entry.name, names - {entry.name}),
        )

    def _type(self, read: MutationFacts, taken: set[str]) -> tuple[str, str | None]:
        if read.entry.type:
            return read.entry.type, None
        mutation = self.schema.mutation_type if self.schema else None
        known = mutation.fields.get(read.entry.name) if mutation else None
        if known is not None:
            return nullable(known.type), self.source
        name = read.entry.name[0].upper() + read.entry.name[1:]
        nested = {_bare(field.documented) for field in read.fields if field.documented}
        return (f"{name}Payload" if name in taken | nested else name), NAMING

    def _payload(self, name: str, read: MutationFacts) -> None:
        type_ = self.types.known_type(name)
        known = type_.fields if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) else {}
        fields = self.payloads.setdefault(name, (read.entry.name, {}))[1]
        for fact in read.fields:
            field = self._field(name, fact, known.get(fact.name))
            other = fields.setdefault(fact.name, field)
            if other.type != field.type:
                first = self.payloads[name][0]
                self.notes.append(
                    f"{name}.{fact.name} is {other.type} for {first}, {field.type} for {read.entry.name}."
                )

    def _field(self, payload: str, fact: FieldFacts, known: GraphQLField | None) -> DraftField:
        documented = fact.documented
        if known is not None:
            type_ = nullable(known.type)
            if documented is None:
                return DraftField(fact.name, type_, None, self.source, fact.members)
            if type_ != documented and (_bare(type_) == _bare(documented) or documented == "JSON"):
                return DraftField(fact.name, type_, documented, self.source)
        if documented is not None:
            return DraftField(fact.name, documented)
        made_up = payload + fact.name[0].upper() + fact.name[1:]
        made_of = {"value": "String", "any": "GenericScalar", "object": made_up}[fact.kind]
        return DraftField(fact.name, made_of, None, SAMPLE, fact.members)

    def _define(self, facts: list[MutationFacts]) -> None:
        for name, (_, fields) in self.payloads.items():
            keyword = "interface" if isinstance(self.types.known_type(name), GraphQLInterfaceType) else "type"
            head = f"interface {name} @open" if keyword == "interface" else f"type {name}"
            self.types.add(
                name, head + " {\n" + "".join(f"  {_field_text(field)}\n" for field in fields.values()) + "}"
            )
        for name, members in self.unions.items():
            self._union(name, members)
        for _, fields in self.payloads.values():
            for field in fields.values():
                if field.members:
                    self._union(_bare(field.type), field.members)
                elif field.type == "GenericScalar" and self.types.known_type("GenericScalar") is None:
                    self.types.add("GenericScalar", f"scalar GenericScalar @inferred(from: {quoted(SAMPLE)})")
                else:
                    self.types.require_output(_bare(field.type))
        for read in facts:
            for _, type_ in read.arguments:
                self.types.require_input(_bare(type_))

    def _union(self, name: str, members: tuple[str, ...]) -> None:
        type_ = self.types.known_type(name)
        known = {member.name for member in type_.types} if isinstance(type_, GraphQLUnionType) else set()
        more = " @open" if known - set(members) else ""
        if isinstance(type_, GraphQLInterfaceType):
            self.types.require_output(name)
        else:
            self.types.add(name, f"union {name}{more} = {' | '.join(members)}")
        for member in members:
            self.types.require_member(member)

    def _codes(self, facts: list[MutationFacts]) -> tuple[dict[str, str], dict[str, RefusalReasons]]:
        codes: dict[str, str] = {}
        reasons: dict[str, RefusalReasons] = {}
        for read in facts:
            for code, message in read.errors:
                if codes.setdefault(code, message) != message:
                    self.notes.append(
                        f"{code} is {codes[code]!r} first and {message!r} for {read.entry.name}."
                    )
            reasons.update(find_refusal_reasons(read.prose))
        return dict(sorted(codes.items())), {code: found for code, found in reasons.items() if code in codes}


def _field_text(field: DraftField) -> str:
    if field.inferred_from is None:
        return f"{field.name}: {field.type}"
    documented = f", documented: {quoted(field.documented)}" if field.documented else ""
    return f"{field.name}: {field.type} @inferredType(from: {quoted(field.inferred_from)}{documented})"


def _bare(type_: str | None) -> str:
    return (type_ or "").strip("[]!")
