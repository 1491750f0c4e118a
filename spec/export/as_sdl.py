"""The contract as plain SDL: no directive but `@deprecated`, and the errors in the descriptions.

The descriptions have the form in which the platform itself publishes declared errors, so that the
SDL can be imported again without loss of what is documented.
"""

from collections.abc import Iterator

from graphql import GraphQLField, GraphQLNamedType

from kraken_conformance.spec.export.exported_part import select
from kraken_conformance.spec.model import Contract, Mutation
from kraken_conformance.spec.reachable_types import reachable_types
from kraken_conformance.spec.sdl_text import arguments, definition, quoted

_PLACEHOLDER = '  "What is in this type is not documented; GraphQL needs a field."\n  undocumented: Boolean\n'


def as_sdl(contract: Contract, *, server: str | None = None) -> str:
    """Return a contract as SDL, restricted to one server if it is named.

    An opaque type stays a scalar, so that a server made from the SDL has something to return.
    """
    selected = select(contract, server)
    root = contract.schema.mutation_type
    assert root is not None
    fields = {mutation.name: root.fields[mutation.name] for mutation in selected.mutations}
    query = contract.schema.query_type
    of_query = query.fields.values() if query is not None else ()
    types = reachable_types(contract.schema, [*fields.values(), *of_query])
    mutations = "\n\n".join(_mutation(contract, found, fields[found.name]) for found in selected.mutations)
    # A comment: some parsers, such as graphql-ruby 1.13's, take no description of a schema.
    title = "# " + " ".join(f"The contract {contract.name} {contract.version}.".split())
    parts = [
        f"{title}\nschema {{\n  query: Query\n  mutation: Mutation\n}}",
        f"type Mutation {{\n{mutations}\n}}",
        *(_type(contract, type_) for type_ in (*([query] if query else []), *types) if type_ is not root),
    ]
    return "\n\n".join(dict.fromkeys(parts)) + "\n"


def _type(contract: Contract, type_: GraphQLNamedType) -> str:
    if getattr(type_, "fields", True) == {}:
        return f"type {type_.name} {{\n{_PLACEHOLDER}}}"
    text = definition(type_)
    if type_.name in contract.opaque_types:
        return f'"The documents name this type, and do not say what is in it."\n{text}'
    return text


def _mutation(contract: Contract, mutation: Mutation, field: GraphQLField) -> str:
    lines = list(_description(contract, mutation))
    block = "".join(f"  {line}".rstrip() + "\n" for line in ('"""', *lines, '"""')) if lines else ""
    deprecated = (
        f" @deprecated(reason: {quoted(field.deprecation_reason)})" if field.deprecation_reason else ""
    )
    return f"{block}  {mutation.name}{arguments(field.args)}: {field.type}{deprecated}"


def _description(contract: Contract, mutation: Mutation) -> Iterator[str]:
    if mutation.authorization == "stated":
        yield "This field requires the `Authorization` header to be set."
    for code in mutation.errors:
        reasons = contract.errors[code].refusal_reasons if code in contract.errors else None
        if reasons:
            yield f"A {code} error may have a {reasons.extension} extension, which lists the reasons:"
            yield from reasons.values
    if mutation.errors:
        yield "The possible errors that can be raised are:"
        yield ""
    for code in mutation.errors:
        error = contract.error(code)
        message = (error.message or error.meaning or "") if error else ""
        yield f"- {code}: {message}".replace('"""', '\\"""')
