"""Makes a draft of a contract from a server's schema, in which descriptions carry the declared errors."""

import re
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)

from kraken_conformance.spec.exceptions import ImportFailure, Problem
from kraken_conformance.spec.importers.draft import Draft, DraftMutation
from kraken_conformance.spec.importers.drafting import drafted_effects, drafted_undo
from kraken_conformance.spec.importers.prose import (
    errors_lost,
    find_deprecation,
    find_refusal_reasons,
    split_errors,
    states_authorization,
)
from kraken_conformance.spec.loading.schema_file import (
    lines_of_fields,
    parse_schema,
    schema_text,
    sdl_losses,
    unsound,
)
from kraken_conformance.spec.model import RefusalReasons, Server
from kraken_conformance.spec.reachable_types import reachable_types
from kraken_conformance.spec.sdl_text import argument_text, definition

LOCAL_URL = "http://127.0.0.1:8000/graphql/"
"""The address of the server where none is given: a schema does not tell its own."""


def draft_from_schema(path: Path, *, name: str, version: str, url: str = LOCAL_URL) -> Draft:
    """Read a schema file, SDL or introspection JSON; everything in it counts as documented.

    Raises `ImportFailure` where it cannot be read or has no mutation.
    """
    text = schema_text(path)
    schema = parse_schema(text, str(path))
    if schema.mutation_type is None or not schema.mutation_type.fields:
        raise ImportFailure([Problem(str(path), None, "The schema has no mutation.", "Give one that has.")])
    if problems := list(_problems(path, text, schema)):
        raise ImportFailure(problems)
    server = Server("API", url, production=url != LOCAL_URL)
    fields = schema.mutation_type.fields
    codes: dict[str, str] = {}
    reasons: dict[str, RefusalReasons] = {}
    notes = [f"{path.name}:{line}: {lost}" for line, lost in sdl_losses(text)] + list(_notes(schema))
    mutations = []
    losses: list[tuple[str, str]] = []
    for mutation, field in fields.items():
        description = field.description or ""
        prose, errors = split_errors(description)
        losses += [(mutation, lost) for lost in errors_lost(description, errors)]
        for code, message in errors:
            if codes.setdefault(code, message) != message:
                notes.append(f"{code} is {codes[code]!r} first, {message!r} for {mutation}: the first stays.")
        reasons.update(find_refusal_reasons(prose))
        mutations.append(_mutation(mutation, field, prose, [code for code, _ in errors], schema, path.stem))
    if losses:
        lines = lines_of_fields(text, schema.mutation_type.name)
        notes += [
            f"{path.name}:{lines.get(one, '')}: {one}: {lost}".replace("::", ":") for one, lost in losses
        ]
    definitions = tuple(definition(type_) for type_ in _types(schema))
    known_reasons = {code: found for code, found in reasons.items() if code in codes}
    sorted_codes = dict(sorted(codes.items()))
    return Draft(
        name=name,
        version=version,
        servers=(server,),
        mutations=tuple(mutations),
        definitions=definitions,
        codes=sorted_codes,
        refusal_reasons=known_reasons,
        notes=tuple(notes),
        input_fields=frozenset(_input_fields(schema)),
        unsound=tuple(
            Problem(str(path), line, said, "Fix the schema.") for line, said in unsound(text, schema)
        ),
    )


def _input_fields(schema: GraphQLSchema) -> Iterator[str]:
    """Yield the names of the arguments of mutations, and of the fields of input types."""
    assert schema.mutation_type is not None
    for field in schema.mutation_type.fields.values():
        yield from field.args
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            yield from type_.fields


def _types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    """Return what mutations take and return, the query type, and all that these hold."""
    mutation, query = schema.mutation_type, schema.query_type
    assert mutation is not None
    roots = () if query is None or query.name != "Query" else (query,)
    fields = [*mutation.fields.values(), *(field for root in roots for field in root.fields.values())]
    found = [type_ for type_ in reachable_types(schema, fields) if type_ not in (mutation, *roots)]
    return [*roots, *found]


def _problems(path: Path, text: str, schema: GraphQLSchema) -> Iterator[Problem]:
    """Yield what keeps a schema from being a contract: types that have names of the language of contracts."""
    assert schema.mutation_type is not None
    others = {type_.name for type_ in _types(schema)} - {schema.query_type.name if schema.query_type else ""}
    for name in sorted(OF_THE_LANGUAGE & schema.type_map.keys() | ROOTS & others):
        found = re.search(rf"^\s*(?:type|enum|input|interface|union|scalar)\s+{name}\b", text, re.MULTILINE)
        line = None if found is None else text.count("\n", 0, found.start(0) + len(found[0])) + 1
        message = f"{name} is a name of the language of contracts."
        yield Problem(str(path), line, message, "Rename the type in a copy of the schema.")


OF_THE_LANGUAGE = frozenset({"ContractServer", "EffectClass", "OpaqueKind"})
ROOTS = frozenset({"Mutation", "Query"})
"""The root types of a contract, which no other type may be called."""


def _notes(schema: GraphQLSchema) -> Iterator[str]:
    """Yield what of a schema a contract does not keep."""
    query = schema.query_type
    if query is not None and query.name != "Query":
        yield f"The query type {query.name} is not kept: a contract's has the name Query."
    if schema.subscription_type is not None:
        yield f"The subscription type {schema.subscription_type.name} is not kept: a contract is about mutations."
    described = sum(any(_descriptions(type_)) for type_ in _own_types(schema))
    if described:
        yield f"The descriptions of {described} types and of their fields are not kept."


def _own_types(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    """Yield the types that a schema declares itself, but for the mutations, whose descriptions are read."""
    for type_ in schema.type_map.values():
        if not (
            is_introspection_type(type_) or is_specified_scalar_type(type_) or type_ is schema.mutation_type
        ):
            yield type_


def _descriptions(type_: GraphQLNamedType) -> Iterator[str]:
    """Yield the descriptions of a type, of its fields or values, and of the arguments of these."""
    members = {**getattr(type_, "fields", {}), **getattr(type_, "values", {})}.values()
    arguments = (argument for member in members for argument in getattr(member, "args", {}).values())
    for one in (type_, *members, *arguments):
        yield one.description or ""


def _mutation(
    name: str, field: GraphQLField, prose: str, codes: list[str], schema: GraphQLSchema, document: str
) -> DraftMutation:
    assert schema.mutation_type is not None
    others = schema.mutation_type.fields.keys() - {name}
    said = f"deprecated: {field.deprecation_reason}" if field.deprecation_reason is not None else prose
    deprecation = find_deprecation(said, others)
    return DraftMutation(
        name=name,
        server="API",
        document=document,
        arguments=tuple((argument, argument_text(given)) for argument, given in field.args.items()),
        type=str(field.type),
        type_inferred_from=None,
        codes=tuple(dict.fromkeys(codes)),
        authorization_stated=states_authorization(prose),
        deprecated=deprecation.reason if deprecation else None,
        replaced_by=deprecation.replaced_by if deprecation else None,
        effects=drafted_effects(name),
        undone_by=drafted_undo(name, others),
    )
