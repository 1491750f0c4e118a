"""The definitions of a site's schema, before they become a schema: where faults can still change them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeNode,
    build_ast_schema,
    parse,
    validate_schema,
)

from kraken_conformance.server.execution.filling import LANGUAGE, filled_in
from kraken_conformance.server.execution.operation_plan import LISTED
from kraken_conformance.server.execution.strict_scalars import install_scalars
from kraken_conformance.spec import Contract, ContractError, Mutation, Problem


@dataclass(slots=True)
class SchemaDraft:
    """The mutations and types of one site, by name. Nodes are replaced, never changed in place."""

    mutations: dict[str, FieldDefinitionNode]
    types: dict[str, TypeDefinitionNode]
    listed: str | None = None
    """The field of a payload that a dry run fills."""

    def build(self) -> GraphQLSchema:
        """Return the schema, with strict scalars and without what no operation can reach.

        A site without mutations has no mutation type, since a type has at least one field.
        """
        types = dict(self.types)
        if self.mutations:
            types["Mutation"] = ObjectTypeDefinitionNode(
                name=NameNode(value="Mutation"),
                fields=tuple(self.mutations.values()),
                interfaces=(),
                directives=(),
            )
        reached = _reached(types, ("Query", "Mutation"))
        definitions = tuple(node for name, node in types.items() if name in reached)
        schema = build_ast_schema(DocumentNode(definitions=definitions))
        schema.extensions[LISTED] = self.listed
        install_scalars(schema)
        return schema


def draft_schema(contract: Contract, server: str) -> SchemaDraft:
    """Return what one server of the contract offers, its open types filled in with invented ones.

    What the contract itself defines is never replaced. What it leaves open is filled in with
    the least that will do: a query type, a field of an object, an implementer of an interface.
    """
    types: dict[str, TypeDefinitionNode] = {}
    for name, type_ in contract.schema.type_map.items():
        node = type_.ast_node
        if node is not None and name not in ("Mutation", *contract.opaque_types, *LANGUAGE):
            types[name] = _bare(node)
    for name, made in invented_types(contract.invented).items():
        types.setdefault(name, made)
    types = filled_in(types, contract.opaque_types)
    root = contract.schema.mutation_type
    assert root is not None
    mutations = {}
    for mutation in contract.on_server(server):
        node = root.fields[mutation.name].ast_node
        assert node is not None
        mutations[mutation.name] = replace(_bare(node), description=_text(describe(contract, mutation)))
    return SchemaDraft(mutations, types, contract.platform.possible_errors_field)


class UnservableContract(ContractError):
    """A contract whose schema no server can offer."""


def check_servable(contract: Contract) -> None:
    """Raise `UnservableContract` with every reason why a site of a contract cannot be served."""
    problems = []
    for server in contract.servers:
        try:
            found = [error.message for error in validate_schema(site_schema(contract, server))]
        except (GraphQLError, TypeError) as error:
            found = [str(error)]
        remedy = "Fix the type in contract.graphql or invented.graphql."
        problems += [Problem(f"{contract.name}, {server}", None, message, remedy) for message in found]
    if problems:
        raise UnservableContract(problems)


def site_schema(contract: Contract, server: str) -> GraphQLSchema:
    """Return the schema of a healthy site, built once for each contract. It is shared: do not change it."""
    key = (contract.sha256, server)
    if key not in _built:
        _built[key] = draft_schema(contract, server).build()
    return _built[key]


_built: dict[tuple[str, str], GraphQLSchema] = {}


def describe(contract: Contract, mutation: Mutation, codes: tuple[str, ...] | None = None) -> str:
    """Return the description of a mutation in the platform's form, with `codes` in place of its own."""
    text = f"{mutation.name}, as described in {mutation.source}."
    listed = mutation.errors if codes is None else codes
    if not listed:
        return text
    entries = (contract.error(code) for code in listed)
    lines = (f"- {entry.code}: {entry.message or entry.meaning}" for entry in entries if entry)
    return "\n".join([text, "", contract.platform.errors.announcement, "", *lines])


def _text(value: str) -> StringValueNode:
    return StringValueNode(value=value, block=True)


def invented_types(text: str) -> dict[str, TypeDefinitionNode]:
    """Return the definitions of the types that a contract has invented for this server, by name."""
    if not text.strip():
        return {}
    document = parse(text)
    nodes = (node for node in document.definitions if isinstance(node, TypeDefinitionNode))
    return {node.name.value: node for node in nodes}


KEPT = frozenset({"deprecated", "oneOf", "specifiedBy"})
"""The directives of GraphQL itself; all others are of the language of contracts."""


def _bare(node: Any) -> Any:
    """Return a definition without the directives of the contract language, in itself and in its parts."""
    kept = tuple(directive for directive in node.directives or () if directive.name.value in KEPT)
    parts = {
        part: tuple(_bare(child) for child in getattr(node, part) or ())
        for part in ("fields", "arguments", "values")
        if hasattr(node, part)
    }
    return replace(node, directives=kept, **parts)


def named(type_: TypeNode) -> str:
    """Return the name at the heart of a type reference."""
    return type_.name.value if isinstance(type_, NamedTypeNode) else named(type_.type)  # type: ignore[attr-defined]


def _reached(types: dict[str, TypeDefinitionNode], roots: tuple[str, ...]) -> set[str]:
    implementers: dict[str, list[str]] = {}
    for name, node in types.items():
        for interface in getattr(node, "interfaces", None) or ():
            implementers.setdefault(interface.name.value, []).append(name)
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in reached or name not in types:
            continue
        reached.add(name)
        waiting += [*_mentions(types[name]), *implementers.get(name, ())]
    return reached


def _mentions(node: TypeDefinitionNode) -> Iterator[str]:
    for field in getattr(node, "fields", None) or ():
        yield named(field.type)
        for argument in getattr(field, "arguments", None) or ():
            yield named(argument.type)
    for other in (*(getattr(node, "types", None) or ()), *(getattr(node, "interfaces", None) or ())):
        yield named(other)
