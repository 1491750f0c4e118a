"""Builds the one GraphQL document with which a mutation is exercised."""

from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLNamedType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_interface_type,
    is_leaf_type,
    is_object_type,
    is_required_argument,
    is_union_type,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.spec import Argument, Contract, Mutation, ReturnField

Selection = list[str]

LEVELS = 3
"""How many levels of objects without leaf fields, one in the other, are opened to find some."""


def build_operation(
    contract: Contract, mutation: Mutation, *, schema: GraphQLSchema | None = None
) -> Operation:
    """Return the document that asks for every documented field of a mutation.

    Nested objects are selected one level of leaf fields deep, or down to the first leaf fields there are,
    where `schema`, the target's own, knows their fields; without it they are asked for `__typename`
    alone, because the contract only infers what is in them. Inputs travel as variables of the documented
    types. What the target's schema does not have is left out, and where it names an input type
    differently its name is used: otherwise every request would fail validation and hide all else. The
    checks of schemas report both.
    """
    field = _field(mutation, schema)
    arguments = dict(_arguments(mutation, field, schema))
    declared = ", ".join(f"${name}: {type_}" for name, type_ in arguments.items())
    passed = ", ".join(f"{name}: ${name}" for name in arguments)
    selection = _payload(contract, mutation, None if field is None else field.type, schema)
    name = mutation.name[0].upper() + mutation.name[1:]
    head = f"mutation {name}({declared})" if declared else f"mutation {name}"
    call = f"{mutation.name}({passed})" if passed else mutation.name
    return Operation(
        name=name,
        document="\n".join([f"{head} {{", *_indented(_block(call, selection)), "}"]),
        root=mutation.name,
        variables=arguments,
    )


def _field(mutation: Mutation, schema: GraphQLSchema | None) -> GraphQLField | None:
    root = None if schema is None else schema.mutation_type
    return None if root is None else root.fields.get(mutation.name)


def _arguments(
    mutation: Mutation, field: GraphQLField | None, schema: GraphQLSchema | None
) -> Iterator[tuple[str, str]]:
    for argument in mutation.arguments:
        if field is None:
            yield argument.name, str(argument.type)
        elif argument.name in field.args:
            yield argument.name, _variable_type(argument, field.args[argument.name])


def _variable_type(argument: Argument, target: GraphQLArgument) -> str:
    """Return the documented type under the target's name for it; the target's type where that does not fit."""
    documented = str(argument.type).replace(
        get_named_type(argument.type).name, get_named_type(target.type).name
    )
    wanted = str(target.type)
    has_default = not is_required_argument(target)
    fits = documented == wanted or documented == f"{wanted}!" or (has_default and f"{documented}!" == wanted)
    return documented if fits else wanted


def _payload(
    contract: Contract, mutation: Mutation, target: GraphQLOutputType | None, schema: GraphQLSchema | None
) -> Selection:
    type_ = get_named_type(mutation.type if target is None else target)
    if target is not None and is_leaf_type(type_):
        return []
    if is_union_type(type_):
        return _abstract(type_, mutation.members, schema)
    known = getattr(type_, "fields", {})
    selection = ["__typename"] if is_abstract_type(type_) else []
    for documented in mutation.fields:
        if target is None:
            selection += _block(documented.name, _nested_by_contract(contract, documented))
        elif documented.name in known and not _needs_arguments(known[documented.name]):
            selection += _block(
                documented.name, _nested(known[documented.name].type, documented.members, schema)
            )
    return selection or ["__typename"]


def _nested_by_contract(contract: Contract, documented: ReturnField) -> Selection:
    type_ = get_named_type(documented.type)
    return [] if is_leaf_type(type_) and type_.name not in contract.opaque_types else ["__typename"]


def _nested(
    type_: GraphQLOutputType, members: Iterable[str], schema: GraphQLSchema | None, levels: int = LEVELS
) -> Selection:
    """Select the leaf fields of an object; of one without any, those of the objects in it."""
    named = get_named_type(type_)
    if is_leaf_type(named):
        return []
    if is_abstract_type(named):
        return _abstract(named, members, schema)
    selection = list(_leaves(named))
    if not selection and levels > 1:
        for name, field in _fields(named).items():
            if not _needs_arguments(field):
                selection += _block(name, _nested(field.type, (), schema, levels - 1))
    return selection or ["__typename"]


def _abstract(type_: GraphQLNamedType, members: Iterable[str], schema: GraphQLSchema | None) -> Selection:
    """Select `__typename`, what an interface has itself, and what each documented member has.

    The same key must mean the same type in every member (GraphQL specification, September 2025, section 5.3.2): a
    field for which it does not gets an alias that names the member.
    """
    selection = ["__typename", *(_leaves(type_) if is_interface_type(type_) else ())]
    if schema is None:
        return selection
    shapes = {name: str(_fields(type_)[name].type) for name in selection[1:]}
    possible = {member.name: member for member in schema.get_possible_types(type_)}  # type: ignore[arg-type]
    for member in members:
        asked: Selection = []
        for name in _leaves(possible[member]) if member in possible else ():
            shape = str(_fields(possible[member])[name].type)
            if name in selection[1:]:
                continue
            asked.append(name if shapes.setdefault(name, shape) == shape else f"{name}Of{member}: {name}")
        if asked:
            selection += _block(f"... on {member}", asked)
    return selection


def _fields(type_: GraphQLNamedType) -> Mapping[str, GraphQLField]:
    return type_.fields if is_object_type(type_) or is_interface_type(type_) else {}


def _leaves(type_: GraphQLNamedType) -> Iterator[str]:
    for name, field in _fields(type_).items():
        if is_leaf_type(get_named_type(field.type)) and not _needs_arguments(field):
            yield name


def _needs_arguments(field: GraphQLField) -> bool:
    return any(map(is_required_argument, field.args.values()))


def _block(head: str, selection: Selection) -> Selection:
    return [f"{head} {{", *_indented(selection), "}"] if selection else [head]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
