"""Contracts cut out of the shipped one, so that a whole run against the embedded server is quick."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    ListValueNode,
    ObjectTypeDefinitionNode,
    StringValueNode,
    parse,
    print_ast,
)

from kraken_conformance.spec.loading.contract_files import ContractFolder

TO_OTHERS = ("replacedBy", "undoneBy")
"""Directives that name another mutation, which may not be in the cut."""


def write_contract(
    folder: Path, mutations: Collection[str], undeclared: Mapping[str, Collection[str]] | None = None
) -> Path:
    """Write the shipped contract with some of its mutations alone, and return the folder.

    `undeclared` maps a mutation to codes that it does not declare in this contract, though the
    reference server of the shipped one raises them.
    """
    shipped = ContractFolder("oefr")
    document = parse(shipped.sdl_path.read_text("utf-8"), no_location=True)
    definitions = [
        _cut(definition, mutations, undeclared or {})
        if isinstance(definition, ObjectTypeDefinitionNode) and definition.name.value == "Mutation"
        else definition
        for definition in document.definitions
    ]
    folder.mkdir(parents=True)
    (folder / "contract.graphql").write_text(print_ast(DocumentNode(definitions=tuple(definitions))), "utf-8")
    for name in ("errors.yaml", "platform.yaml", "invented.graphql"):
        (folder / name).write_bytes((shipped.path / name).read_bytes())
    return folder


def _cut(
    node: ObjectTypeDefinitionNode, mutations: Collection[str], undeclared: Mapping[str, Collection[str]]
) -> ObjectTypeDefinitionNode:
    kept = [field for field in node.fields or () if field.name.value in mutations]
    assert len(kept) == len(mutations)
    fields = tuple(_without(field, undeclared.get(field.name.value, ())) for field in kept)
    return replace(node, fields=fields)


def _without(field: FieldDefinitionNode, codes: Collection[str]) -> FieldDefinitionNode:
    directives = tuple(
        _drop(directive, codes) if directive.name.value == "errors" else directive
        for directive in field.directives or ()
        if directive.name.value not in TO_OTHERS
    )
    return replace(field, directives=directives)


def _drop(directive: ConstDirectiveNode, codes: Collection[str]) -> ConstDirectiveNode:
    assert directive.arguments
    listed = directive.arguments[0].value
    assert isinstance(listed, ListValueNode)
    values = tuple(
        value
        for value in listed.values or ()
        if not (isinstance(value, StringValueNode) and value.value in codes)
    )
    return replace(
        directive, arguments=(replace(directive.arguments[0], value=replace(listed, values=values)),)
    )
