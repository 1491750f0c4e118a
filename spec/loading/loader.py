"""Makes a `Contract` from its files."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graphql import (
    EnumTypeDefinitionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    GraphQLUnionType,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    OperationType,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    build_ast_schema,
    get_argument_values,
    get_named_type,
    is_interface_type,
    is_object_type,
    print_ast,
    validate_schema,
)

from kraken_conformance.spec.directives_read import arguments_of, directive_of
from kraken_conformance.spec.exceptions import InvalidContract, Problem
from kraken_conformance.spec.formats import ValueFormat
from kraken_conformance.spec.loading.contract_files import (
    ContractFolder,
    line_of,
    load_yaml,
    parse_sdl,
    sdl_problems,
)
from kraken_conformance.spec.loading.error_entries import entry_problems, error_codes, given_roles
from kraken_conformance.spec.loading.flow_entries import flow_problems, flows_of
from kraken_conformance.spec.loading.garbage_collection import collector_paused
from kraken_conformance.spec.loading.invented import invented_problems, invented_text
from kraken_conformance.spec.loading.platform_entries import platform_of, platform_problems
from kraken_conformance.spec.loading.trigger_entries import trigger_problems, triggers_of
from kraken_conformance.spec.loading.value_formats import own_formats, value_format
from kraken_conformance.spec.model import (
    Argument,
    Authorization,
    Contract,
    Effect,
    FormatRule,
    InputFormat,
    Mutation,
    ReturnField,
    Role,
    Server,
    Source,
)
from kraken_conformance.spec.platform import Platform

SERVERS = "ContractServer"
"""The enum that names the servers of a contract."""


def load_contract(name_or_path: str | Path) -> Contract:
    """Load and validate a contract.

    `name_or_path` is the name of a shipped contract or the path of a folder with `contract.graphql`,
    `errors.yaml` and perhaps `flows.yaml` and `triggers.yaml`. Raises `ContractNotFound` or `InvalidContract`;
    the latter holds every problem found, each with its file and line.
    """
    folder = ContractFolder(name_or_path)
    return _read(folder.path, folder.digest())


@lru_cache(maxsize=4)
def _read(path: Path, digest: str) -> Contract:
    """Read the contract in a folder, once for each content: `digest` tells that a file has changed."""
    folder = ContractFolder(path)
    with collector_paused():
        reader = _ContractReader(folder)
        if not any(reader.problems()):
            return reader.contract()
    located = _ContractReader(folder, locations=True)
    raise InvalidContract(list(located.problems()))


class _ContractReader:
    """One reading of a contract's folder. With `locations`, problems know their lines."""

    def __init__(self, folder: ContractFolder, *, locations: bool = False) -> None:
        self.folder = folder
        self.document = parse_sdl(folder.sdl_path, locations=locations)
        self.codes = load_yaml(folder.errors_path)
        self.own = (load_yaml(folder.platform_path) or {}) if folder.platform_path.is_file() else {}
        self.flows = load_yaml(folder.flows_path) if folder.flows_path.is_file() else {"flows": {}}
        self.triggers = (
            load_yaml(folder.triggers_path) if folder.triggers_path.is_file() else {"triggers": {}}
        )

    @cached_property
    def schema(self) -> GraphQLSchema:
        """The schema of all servers together. Only for a document that has no coarse problem."""
        return build_ast_schema(self.document, assume_valid_sdl=True)

    @cached_property
    def platform(self) -> Platform:
        """The facts of the platform. Only for files that have no coarse problem."""
        return platform_of(self.own, dict(self._logins()), given_roles(self.codes))

    def _logins(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield each mutation with one argument that is on a server: the server and the type of the argument."""
        for node in self._mutation_nodes():
            server = arguments_of(directive_of(node, "server")).get("name")
            arguments = node.arguments or ()
            if server is not None and len(arguments) == 1:
                yield node.name.value, (server, print_ast(arguments[0].type))

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong, from the coarse to the fine; mere consequences are not looked for."""
        servers = [node.name.value for node in self._server_nodes()]
        coarse = [
            *sdl_problems(self.folder.sdl_path, self.document),
            *self._extensions(),
            *platform_problems(self.folder.platform_path, self.own, servers, tuple(Role)),
        ]
        coarse = coarse or list(entry_problems(self.folder.errors_path, self.codes, self.platform.errors))
        if coarse:
            yield from coarse
            return
        missing = list(self._missing_parts())
        if missing:
            yield from missing
            return
        broken = [*self._argument_problems(), *self._schema_problems()] or [*self._mutation_problems()]
        broken = broken or [
            *flow_problems(self.folder.flows_path, self.flows, self._servers_of_mutations()),
            *invented_problems(self.folder.invented_path, self.schema),
        ]
        yield from broken or trigger_problems(
            self.folder.triggers_path, self.triggers, self.codes["errors"], flows_of(self.flows)
        )

    def _servers_of_mutations(self) -> dict[str, str]:
        nodes = self._mutation_nodes()
        return {node.name.value: arguments_of(directive_of(node, "server"))["name"] for node in nodes}

    def _sdl(self, node: Node | None, message: str, remedy: str) -> Problem:
        return Problem(str(self.folder.sdl_path), line_of(node), message, remedy)

    def _extensions(self) -> Iterator[Problem]:
        for node in self.document.definitions:
            if isinstance(node, TypeExtensionNode | SchemaExtensionNode):
                yield self._sdl(node, "A contract has no `extend`.", "Write it into the definition itself.")

    def _missing_parts(self) -> Iterator[Problem]:
        schema = self._definition(SchemaDefinitionNode)
        if schema is None or directive_of(schema, "contract") is None:
            yield self._sdl(
                schema, "The schema has no @contract.", "Write `schema @contract(name: …, version: …)`."
            )
        servers = self._servers_node()
        if servers is None:
            yield self._sdl(
                None, f"There is no enum {SERVERS}.", "Name the servers in it, each with @site(url: …)."
            )
        else:
            for value in servers.values or ():
                if directive_of(value, "site") is None:
                    yield self._sdl(
                        value, f"Server {value.name.value} has no @site.", "Give it @site(url: …)."
                    )
        if not self._mutation_nodes():
            yield self._sdl(None, "There is no mutation.", "Define `type Mutation` with at least one field.")
        elif schema is not None and not self._names_mutations(schema):
            yield self._sdl(
                schema, "The schema does not name its mutations.", "Write `mutation: Mutation` into it."
            )

    def _names_mutations(self, schema: SchemaDefinitionNode) -> bool:
        return any(
            one.operation is OperationType.MUTATION and one.type.name.value == "Mutation"
            for one in schema.operation_types
        )

    def _schema_problems(self) -> Iterator[Problem]:
        for error in validate_schema(self.schema):
            node = error.nodes[0] if error.nodes else None
            if directive_of(node, "undocumented") is None:
                yield self._sdl(node, error.message, "Fix the definition.")

    def _argument_problems(self) -> Iterator[Problem]:
        known = {directive.name: directive for directive in self.schema.directives}
        for node in self.document.definitions:
            inner = (*(getattr(node, "fields", None) or ()), *(getattr(node, "values", None) or ()))
            for place in (node, *inner):
                for directive in getattr(place, "directives", None) or ():
                    try:
                        get_argument_values(known[directive.name.value], directive)
                    except GraphQLError as error:
                        message = f"@{directive.name.value}: {error.message}"
                        yield self._sdl(directive, message, "See docs/contract-language.md.")

    def _mutation_problems(self) -> Iterator[Problem]:
        known = {**self.codes["errors"], **(self.codes.get("common") or {})}
        names = {node.name.value for node in self._mutation_nodes()}
        for node in self._mutation_nodes():
            name = node.name.value
            for directive in ("server", "errors", "source"):
                if directive_of(node, directive) is None:
                    yield self._sdl(node, f"{name} has no @{directive}.", f"Add @{directive}.")
            listed = arguments_of(directive_of(node, "errors")).get("codes", [])
            for code in listed:
                if code not in known:
                    yield self._sdl(
                        node, f"{name} lists {code}, which errors.yaml does not know.", f"Add {code} there."
                    )
            for code in sorted({code for code in listed if listed.count(code) > 1}):
                yield self._sdl(node, f"{name} lists {code} twice.", "List it once.")
            undoing = arguments_of(directive_of(node, "undoneBy")).get("mutation")
            if undoing is not None and undoing not in names:
                yield self._sdl(
                    node, f"{name} is undone by {undoing}, which is no mutation.", "Name one that is."
                )
            successor = arguments_of(directive_of(node, "replacedBy")).get("mutation")
            if successor is not None and successor not in names:
                yield self._sdl(
                    node, f"{name} is replaced by {successor}, which is no mutation.", "Name one that is."
                )

    def contract(self) -> Contract:
        """Make the contract of a folder that has no problem."""
        schema = self.schema
        if validate_schema(schema):  # only object types without known fields are left to complain of
            schema = build_ast_schema(self.document, assume_valid=True, assume_valid_sdl=True)
        definition = self._definition(SchemaDefinitionNode)
        named = arguments_of(directive_of(definition, "contract"))
        mutations = {
            node.name.value: _mutation(node, schema, self.platform, self._with_reasons())
            for node in self._mutation_nodes()
        }
        types = [node for node in self.document.definitions if isinstance(node, TypeDefinitionNode)]
        return Contract(
            name=named["name"],
            version=named["version"],
            sha256=self.folder.digest(),
            schema=schema,
            servers=_frozen(_server, self._server_nodes()),
            mutations=MappingProxyType(mutations),
            errors=error_codes(self.codes, "errors", self.platform),
            common_errors=error_codes(self.codes, "common", self.platform),
            internal_errors=error_codes(self.codes, "internal", self.platform),
            error_types=tuple(self.codes.get("error_types") or ()),
            formats=MappingProxyType(dict(self._field_formats(types))),
            format_rules=tuple(self._format_rules(definition)),
            inferred_types=MappingProxyType(_marked(types, "inferred", "from")),
            opaque_types=MappingProxyType(_marked(types, "undocumented", "kind")),
            open_types=frozenset(node.name.value for node in types if directive_of(node, "open")),
            platform=self.platform,
            invented=invented_text(self.folder.invented_path),
            shown_values=MappingProxyType(dict(_shown_values(types))),
            flows=flows_of(self.flows),
            triggers=triggers_of(self.triggers),
        )

    def _with_reasons(self) -> frozenset[str]:
        entries = {**(self.codes.get("common") or {}), **self.codes["errors"]}
        return frozenset(code for code, entry in entries.items() if entry.get("refusal_reasons"))

    @cached_property
    def _own_formats(self) -> Mapping[str, ValueFormat]:
        return own_formats(self.own)

    def _format(self, arguments: dict[str, Any]) -> InputFormat:
        name = arguments.get("name")
        values = value_format(name, self._own_formats)
        return InputFormat(name, arguments.get("min"), arguments.get("max"), arguments.get("from"), values)

    def _field_formats(
        self, types: list[TypeDefinitionNode]
    ) -> Iterator[tuple[tuple[str, str], InputFormat]]:
        """Yield the format of each input field, by its type, and of each argument, by its mutation."""
        for holder, places in _holders_of_inputs(types):
            for place in places:
                named = arguments_of(directive_of(place, "format"))
                ranged = arguments_of(directive_of(place, "range"))
                if named or ranged:
                    yield (holder, place.name.value), self._format({**named, **ranged})

    def _format_rules(self, schema: SchemaDefinitionNode | None) -> Iterator[FormatRule]:
        directives = (schema.directives if schema else None) or ()
        for directive in directives:
            if directive.name.value == "formatOf":
                arguments = arguments_of(directive)
                yield FormatRule(arguments["field"], self._format(arguments))

    def _definition(self, kind: type[SchemaDefinitionNode]) -> SchemaDefinitionNode | None:
        return next((node for node in self.document.definitions if isinstance(node, kind)), None)

    def _servers_node(self) -> EnumTypeDefinitionNode | None:
        nodes = (node for node in self.document.definitions if isinstance(node, EnumTypeDefinitionNode))
        return next((node for node in nodes if node.name.value == SERVERS), None)

    def _server_nodes(self) -> tuple[EnumValueDefinitionNode, ...]:
        node = self._servers_node()
        return tuple(node.values or ()) if node else ()

    def _mutation_nodes(self) -> tuple[FieldDefinitionNode, ...]:
        for node in self.document.definitions:
            if isinstance(node, TypeDefinitionNode) and node.name.value == "Mutation":
                return tuple(getattr(node, "fields", None) or ())
        return ()


def _frozen(make: Callable[[Any], Any], nodes: tuple[Any, ...]) -> MappingProxyType[str, Any]:
    return MappingProxyType({node.name.value: make(node) for node in nodes})


def _server(node: Any) -> Server:
    site = arguments_of(directive_of(node, "site"))
    return Server(name=node.name.value, url=site["url"], production=site.get("production", False))


def _mutation(
    node: FieldDefinitionNode, schema: GraphQLSchema, platform: Platform, with_reasons: Collection[str]
) -> Mutation:
    assert schema.mutation_type is not None
    field = schema.mutation_type.fields[node.name.value]
    codes = tuple(arguments_of(directive_of(node, "errors"))["codes"])
    source = arguments_of(directive_of(node, "source"))
    inferred = directive_of(node, "inferredType")
    returned = tuple(_return_fields(field, schema))
    listed = platform.possible_errors_field
    return Mutation(
        name=node.name.value,
        server=arguments_of(directive_of(node, "server"))["name"],
        arguments=tuple(Argument(name, argument.type) for name, argument in field.args.items()),
        type=field.type,
        returns=None if inferred else print_ast(node.type),
        fields=returned,
        members=_members(field.type),
        errors=codes,
        authorization=_authorization(node, platform.codes_of("no-token") & set(codes)),
        deprecated=directive_of(node, "deprecated") is not None,
        replaced_by=arguments_of(directive_of(node, "replacedBy")).get("mutation"),
        effects=frozenset(
            Effect(name) for name in arguments_of(directive_of(node, "effects")).get("classes", ())
        ),
        source=Source(source["document"], source["entry"]),
        undone_by=arguments_of(directive_of(node, "undoneBy")).get("mutation"),
        gives_reasons=any(code in with_reasons for code in codes),
        possible_errors=listed if any(one.name == listed for one in returned) else None,
    )


def _authorization(node: FieldDefinitionNode, no_token: frozenset[str]) -> Authorization:
    if no_token:
        return "declared"
    return "stated" if directive_of(node, "authorizationStated") else "none"


def _members(type_: Any) -> tuple[str, ...]:
    named = get_named_type(type_)
    return tuple(member.name for member in named.types) if isinstance(named, GraphQLUnionType) else ()


def _return_fields(mutation: GraphQLField, schema: GraphQLSchema) -> Iterator[ReturnField]:
    payload = get_named_type(mutation.type)
    if not (is_object_type(payload) or is_interface_type(payload)):
        return
    for name, field in payload.fields.items():
        inferred = directive_of(field.ast_node, "inferredType")
        inference = arguments_of(inferred)
        if directive_of(field.ast_node, "inferred"):
            continue
        yield ReturnField(
            name=name,
            type=field.type,
            documented_type=inference.get("documented") if inferred else str(field.type),
            type_inferred_from=inference.get("from"),
            members=_members(field.type),
        )


def _holders_of_inputs(
    types: list[TypeDefinitionNode],
) -> Iterator[tuple[str, tuple[InputValueDefinitionNode, ...]]]:
    """Yield each input type with its fields, and each mutation with its arguments."""
    for node in types:
        if isinstance(node, InputObjectTypeDefinitionNode):
            yield node.name.value, tuple(node.fields or ())
        elif node.name.value == "Mutation" and isinstance(node, ObjectTypeDefinitionNode):
            for field in node.fields or ():
                yield field.name.value, tuple(field.arguments or ())


def _shown_values(types: list[TypeDefinitionNode]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in types:
        values = (node.values or ()) if isinstance(node, EnumTypeDefinitionNode) else ()
        shown = tuple(value.name.value for value in values if directive_of(value, "shown") is not None)
        if shown:
            yield node.name.value, shown


def _marked(types: list[TypeDefinitionNode], directive: str, argument: str) -> dict[str, str]:
    marked = ((node.name.value, directive_of(node, directive)) for node in types)
    return {name: arguments_of(found)[argument] for name, found in marked if found is not None}
