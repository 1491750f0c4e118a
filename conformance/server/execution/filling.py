"""Fills in what a contract leaves open, so that a server can offer it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graphql import (
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
)

LANGUAGE = frozenset({"ContractServer", "EffectClass", "OpaqueKind"})
"""Types of the language of contracts itself, which no server has."""

Types = dict[str, TypeDefinitionNode]


def filled_in(types: Types, opaque: Mapping[str, str]) -> Types:
    """Return types with a definition for each opaque one, a query type, and an implementer for each interface.

    `opaque` are the types of which nothing is known, each with its kind: OBJECT or INPUT_OBJECT.
    """
    made = dict(types)
    for name, kind in opaque.items():
        made.setdefault(name, _input(name) if kind == "INPUT_OBJECT" else _object(name, [_field("id", "ID")]))
    made.setdefault("Query", _object("Query", [_field("version", "String")]))
    implemented = {
        interface.name.value
        for node in made.values()
        if isinstance(node, ObjectTypeDefinitionNode)
        for interface in node.interfaces or ()
    }
    for node in list(made.values()):
        if isinstance(node, InterfaceTypeDefinitionNode) and node.name.value not in implemented:
            implementer = _implementer(node, made)
            made[implementer.name.value] = implementer
    return made


def _implementer(node: InterfaceTypeDefinitionNode, known: Types) -> ObjectTypeDefinitionNode:
    wanted = f"Any{node.name.value}"
    name = next(free for free in (wanted, *(f"{wanted}{n}" for n in range(2, 1000))) if free not in known)
    interfaces = (NamedTypeNode(name=NameNode(value=node.name.value)), *(node.interfaces or ()))
    fields = tuple(replace(field, directives=()) for field in node.fields or ())
    return replace(_object(name, fields), interfaces=interfaces)


def _object(name: str, fields: Iterable[FieldDefinitionNode]) -> ObjectTypeDefinitionNode:
    return ObjectTypeDefinitionNode(
        name=NameNode(value=name), fields=tuple(fields), interfaces=(), directives=()
    )


def _field(name: str, type_: str) -> FieldDefinitionNode:
    return FieldDefinitionNode(name=NameNode(value=name), arguments=(), type=_named(type_), directives=())


def _input(name: str) -> InputObjectTypeDefinitionNode:
    note = InputValueDefinitionNode(name=NameNode(value="note"), type=_named("String"), directives=())
    return InputObjectTypeDefinitionNode(name=NameNode(value=name), fields=(note,), directives=())


def _named(name: str) -> NamedTypeNode:
    return NamedTypeNode(name=NameNode(value=name))
