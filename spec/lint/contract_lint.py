"""What loading a contract accepts, but its maintainer should fix."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    GraphQLInputObjectType,
    GraphQLInputType,
    InputObjectTypeDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
)

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.lint.flow_lint import flow_remarks
from kraken_conformance.spec.lint.login_lint import login_remarks
from kraken_conformance.spec.lint.trigger_lint import trigger_remarks
from kraken_conformance.spec.loading.contract_files import (
    ContractFolder,
    line_of,
    load_yaml,
    parse_sdl,
    yaml_line,
)
from kraken_conformance.spec.loading.loader import SERVERS, load_contract
from kraken_conformance.spec.loading.value_formats import known_formats, like, own_formats
from kraken_conformance.spec.model import Contract, Mutation
from kraken_conformance.spec.reachable_types import reachable_types

_OF_THE_LANGUAGE = frozenset({SERVERS, "EffectClass", "OpaqueKind", "Mutation", "Query"})


def lint(name_or_path: str | Path) -> list[Problem]:
    """Return every problem of a contract, each with its file and line.

    Raises `ContractNotFound` or `InvalidContract` where the contract does not load.
    """
    contract = load_contract(name_or_path)
    lint_ = _Lint(contract, ContractFolder(name_or_path))
    rules: tuple[Callable[[], Iterator[Problem]], ...] = (
        lint_.unused_servers,
        lint_.mutations,
        lint_.unused_types,
        lint_.unknown_formats,
        lint_.unfit_formats,
        lint_.empty_ranges,
        lint_.codes,
        lambda: login_remarks(contract, lint_.folder),
        lambda: flow_remarks(contract, lint_.folder),
        lambda: trigger_remarks(contract, lint_.folder),
    )
    return [problem for rule in rules for problem in rule()]


def drafted_marks(name_or_path: str | Path) -> Counter[str]:
    """Return how many marks an import guessed, of each directive and file, and no person has confirmed since."""
    folder = ContractFolder(name_or_path)
    document = parse_sdl(folder.sdl_path)
    marks = Counter(
        f"@{directive.name.value}"
        for node in document.definitions
        for place in (node, *(getattr(node, "fields", None) or ()))
        for directive in getattr(place, "directives", None) or ()
        if not isinstance(node, DirectiveDefinitionNode)
        and any(
            argument.name.value == "drafted" and getattr(argument.value, "value", False) is True
            for argument in directive.arguments or ()
        )
    )
    for path in (folder.flows_path, folder.triggers_path):
        entries = (load_yaml(path) if path.is_file() else {}).get(path.stem) or {}
        marks.update({path.stem: sum(bool(entry.get("drafted")) for entry in entries.values())})
    return +marks


class _Lint:
    def __init__(self, contract: Contract, folder: ContractFolder) -> None:
        self.contract = contract
        self.folder = folder
        self.document: DocumentNode = parse_sdl(folder.sdl_path, locations=True)
        self.lines: dict[tuple[str, ...], int | None] = {}
        for node in self.document.definitions:
            self._remember(node, ())

    def _remember(self, node: Node, within: tuple[str, ...]) -> None:
        if not hasattr(node, "name") or node.name is None:
            return
        place = (*within, node.name.value)
        self.lines[place] = line_of(node)
        for inner in (*(getattr(node, "fields", None) or ()), *(getattr(node, "values", None) or ())):
            self._remember(inner, place)

    def _sdl(self, place: tuple[str, ...], message: str, remedy: str) -> Problem:
        return Problem(str(self.folder.sdl_path), self.lines.get(place), message, remedy)

    def _yaml(self, keys: tuple[str, ...], message: str, remedy: str) -> Problem:
        path = self.folder.errors_path
        return Problem(str(path), yaml_line(path, *keys), message, remedy)

    def _own(self) -> Any:
        return load_yaml(self.folder.platform_path) or {} if self.folder.platform_path.is_file() else {}

    def unused_servers(self) -> Iterator[Problem]:
        """Yield the servers that no mutation is on."""
        for server in self.contract.servers:
            if not any(self.contract.on_server(server)):
                yield self._sdl((SERVERS, server), f"No mutation is on {server}.", "Drop the server.")

    def mutations(self) -> Iterator[Problem]:
        """Yield what mutations lack: effects, a successor, a need for codes that are common anyway."""
        for mutation in self.contract.mutations.values():
            place = ("Mutation", mutation.name)
            if not mutation.effects:
                yield self._sdl(place, f"{mutation.name} has no @effects.", "Say what it does to the world.")
            if mutation.deprecated and mutation.replaced_by is None and (named := self._named_in(mutation)):
                message = f"{mutation.name} is deprecated without a successor, and the reason names {named}."
                yield self._sdl(place, message, "Add @replacedBy if that is the successor.")
            for code in mutation.errors:
                common = self.contract.common_errors.get(code)
                if common is not None and common.message is None:  # a message is there where it is documented
                    message = f"{mutation.name} lists {code}, which is common to all."
                    yield self._sdl(place, message, "List it in one of the two places.")

    def _named_in(self, mutation: Mutation) -> str | None:
        """Return another mutation that the reason of a deprecation names."""
        root = self.contract.schema.mutation_type
        assert root is not None
        words = re.findall(r"\w+", root.fields[mutation.name].deprecation_reason or "")
        return next(
            (word for word in words if word in self.contract.mutations and word != mutation.name), None
        )

    def unused_types(self) -> Iterator[Problem]:
        """Yield the types that no mutation and no query reaches."""
        schema = self.contract.schema
        roots = [root for root in (schema.mutation_type, schema.query_type) if root is not None]
        fields = [field for root in roots for field in root.fields.values()]
        used = {type_.name for type_ in reachable_types(schema, fields)} | _OF_THE_LANGUAGE
        for place in self.lines:
            if len(place) == 1 and place[0] in schema.type_map and place[0] not in used:
                yield self._sdl(place, f"Nothing uses {place[0]}.", "Drop the type, or use it.")

    def unknown_formats(self) -> Iterator[Problem]:
        """Yield the formats that generators do not know."""
        rules = (rule.format for rule in self.contract.format_rules)
        unknown = {one.name for one in (*self.contract.formats.values(), *rules) if not one.known}
        for directive in self._directives():
            named = {argument.name.value: argument.value for argument in directive.arguments or ()}
            name = getattr(named.get("name"), "value", None)
            if directive.name.value in ("format", "formatOf") and isinstance(name, str) and name in unknown:
                message = f"No generator knows the format {name!r}."
                remedy = like(name, known_formats(own_formats(self._own())))
                yield Problem(str(self.folder.sdl_path), line_of(directive), message, remedy)

    def unfit_formats(self) -> Iterator[Problem]:
        """Yield the fields whose type cannot carry the format that is written on them."""
        for (type_, field), format_ in self.contract.formats.items():
            carrier = self._type_of_input(type_, field)
            if format_.known and not format_.fits(carrier):
                message = f"{type_}.{field} is {carrier}, which cannot be {format_.name or 'a range'}."
                yield self._sdl((type_, field), message, "Choose a format that the type can carry.")

    def _type_of_input(self, holder: str, name: str) -> GraphQLInputType:
        """Return the type of a field of an input type, or of an argument of a mutation."""
        input_type = self.contract.schema.type_map.get(holder)
        if isinstance(input_type, GraphQLInputObjectType):
            found: GraphQLInputType = input_type.fields[name].type
            return found
        arguments = self.contract.mutations[holder].arguments
        return next(argument.type for argument in arguments if argument.name == name)

    def empty_ranges(self) -> Iterator[Problem]:
        """Yield the ranges that hold no value."""
        rules = [(("", rule.pattern), rule.format) for rule in self.contract.format_rules]
        for place, format_ in [*self.contract.formats.items(), *rules]:
            least, greatest = format_.minimum, format_.maximum
            if least is not None and greatest is not None and least > greatest:
                message = f"The range of {place[1]} is empty."
                yield self._sdl(place, message, "Let min be at most max.")

    def codes(self) -> Iterator[Problem]:
        """Yield the codes that no mutation declares, and those that are in both lists."""
        declared = {code for mutation in self.contract.mutations.values() for code in mutation.errors}
        for code, error in self.contract.errors.items():
            if code not in declared:
                yield self._yaml(("errors", code), f"No mutation declares {code}.", "Drop it, or declare it.")
            if code in self.contract.common_errors:
                message = f"{code} is both a code of mutations and common."
                yield self._yaml(("common", code), message, "Keep one of the two entries.")
            if error.refusal_reasons and not error.refusal_reasons.values:
                yield self._yaml(
                    ("errors", code), f"{code} lists no refusal reason.", "List them, or drop the key."
                )

    def _directives(self) -> Iterator[DirectiveNode]:
        for node in self.document.definitions:
            if isinstance(node, SchemaDefinitionNode):
                yield from node.directives or ()
            elif isinstance(node, InputObjectTypeDefinitionNode):
                for field in node.fields or ():
                    yield from field.directives or ()
            elif isinstance(node, ObjectTypeDefinitionNode) and node.name.value == "Mutation":
                for mutation in node.fields or ():
                    for argument in mutation.arguments or ():
                        yield from argument.directives or ()
