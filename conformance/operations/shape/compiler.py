"""Compiles a document to the shape of its responses.

The type of each place comes from the target's own schema where that is known: it is *trusted*, because
the GraphQL specification binds a server to its own schema. Elsewhere it comes from the contract, which
documents the fields of a payload and only infers what is nested in them. Beside either, the form that the
documents give to a field of the payload is enforced.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    TypeNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    parse_type,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.model.parsed_document import parsed_document
from kraken_conformance.operations.shape.field_collection import SelectedKey, collect, with_flags
from kraken_conformance.operations.shape.judges import (
    Member,
    Value,
    abstract_of,
    any_name,
    anything,
    lazily,
    leaf,
    list_of,
    name_of_type,
    object_of,
    one_or_list_of,
)
from kraken_conformance.operations.shape.leaf_forms import DOCUMENTED, JSON, Form, forms_of
from kraken_conformance.operations.shape.positions import Positions, list_depth, positions
from kraken_conformance.operations.shape.shape import Judge, Shape
from kraken_conformance.spec import Contract, Level, Mutation, ReturnField

OBJECT = Form("payload", "an object", lambda value: type(value) is dict)


def compile_shape(
    contract: Contract,
    operation: Operation,
    *,
    schema: GraphQLSchema | None = None,
    flags: Mapping[str, bool] = MappingProxyType({}),
) -> Shape:
    """Return what `data` has to look like in a response to an operation.

    `schema` is the target's own, where known, `flags` are the values of variables in `@skip` and `@include`.
    A document that cannot be parsed, or that has no operation of the given name, promises nothing: its shape accepts
    whatever comes.
    """
    try:
        document = with_flags(parsed_document(operation.document), flags)
    except GraphQLError:
        return Shape(anything)
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    named = [node for node in operations if node.name is not None and node.name.value == operation.name]
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    chosen = (named or operations)[:1]
    if not chosen:
        return Shape(anything)
    compiler = _Compiler(contract, schema, fragments)
    return Shape(compiler.root(chosen[0]), compiler.positions(chosen[0]))


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in a response: its type, who says so, what the documents say of it, what is asked of it.

    `mutation` is set where the value is what a mutation returns.
    """

    type: GraphQLOutputType
    trusted: bool
    documented: TypeNode | None = None
    mutation: Mutation | None = None
    selections: list[SelectionSetNode] = field(default_factory=list)


class _Compiler:
    def __init__(
        self,
        contract: Contract,
        schema: GraphQLSchema | None,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self.contract = contract
        self.schema = schema
        self.fragments = fragments

    def root(self, operation: OperationDefinitionNode) -> Judge:
        """Compile the shape of `data` itself."""
        mutating = operation.operation is OperationType.MUTATION
        own = None if self.schema is None else self.schema.get_root_type(operation.operation)
        of_contract = self.contract.schema.mutation_type if mutating else None
        name = own.name if own is not None else None
        asked = collect(
            [operation.selection_set], self.fragments, lambda condition: condition == name or None
        )
        members = []
        for key, each in asked.items():
            value = Value(anything)
            known = [
                (type_, type_ is own) for type_ in (own, of_contract) if type_ and each.field in type_.fields
            ]
            if each.field == "__typename":
                value = Value(any_name if name is None else name_of_type(name, None), required=True)
            elif known:
                type_, trusted = known[0]
                mutation = self.contract.mutations.get(each.field) if mutating else None
                place = _Place(type_.fields[each.field].type, trusted, None, mutation, each.selections)
                value = self.value(place)
            members.append(Member(key, each.field, value, each.certain))
        return object_of(members, wrapper=True)

    def positions(self, operation: OperationDefinitionNode) -> Positions:
        """Return the response positions that the operation asks for."""
        schema = self.schema or self.contract.schema
        root = schema.get_root_type(operation.operation)
        return positions([(operation.selection_set, root)], self.fragments, schema, self._list_depth)

    def _list_depth(self, parent: GraphQLNamedType, field_: str, type_: GraphQLOutputType) -> int | None:
        """Return how deep in lists a field is: by the target's own schema, else only where it is documented."""
        if self.schema is not None:
            return list_depth(type_)
        if parent is self.contract.schema.mutation_type:
            return list_depth(type_)
        for mutation in self.contract.mutations.values():
            if get_named_type(mutation.type) is parent:
                documented = next((each for each in mutation.fields if each.name == field_), None)
                node = documented_type(documented)
                return None if node is None else _lists_around(node)
        return None

    def value(self, place: _Place) -> Value:
        """Compile what is at a place: null or not, a list or not, and then the value itself."""
        type_, documented = place.type, place.documented
        required = place.trusted and is_non_null_type(type_)
        if is_non_null_type(type_):
            type_ = type_.of_type
        if isinstance(documented, NonNullTypeNode):
            required, documented = True, documented.type
        inner = type_.of_type if is_list_type(type_) else type_
        if isinstance(documented, ListTypeNode):
            item = replace(place, type=inner, documented=documented.type, mutation=None)
            return Value(list_of(self.value(item)), required)
        if documented is None and is_list_type(type_) and place.trusted:
            return Value(list_of(self.value(replace(place, type=inner, mutation=None))), required)
        one = replace(place, type=inner, documented=documented)
        if documented is None and not place.trusted and place.mutation is None and not _may_be_a_list(inner):
            return Value(one_or_list_of(Value(self.one(one))), required)
        return Value(self.one(one), required)

    def one(self, place: _Place) -> Judge:
        """Compile a value that is no list."""
        named: GraphQLNamedType = get_named_type(place.type)
        opaque = named.name in self.contract.opaque_types and not place.trusted
        documented = self._documented_forms(place.documented, place.trusted)
        if is_composite_type(named) or opaque:
            forms = tuple(form for form in documented if form is not OBJECT)
            return leaf(
                forms, lazily(partial(self.composite, named, place)) if place.selections else anything
            )
        if documented == (OBJECT,):
            return leaf(documented)
        kinds = {form.kind for form in documented}
        own = tuple(form for form in forms_of(named, trusted=place.trusted) if form.kind not in kinds)
        return leaf(documented + (own if place.trusted or not documented else _only_range(own)))

    def _documented_forms(self, documented: TypeNode | None, trusted: bool) -> tuple[Form, ...]:
        if not isinstance(documented, NamedTypeNode):
            return ()
        name = documented.name.value
        if name in DOCUMENTED:
            return DOCUMENTED[name]
        if self.contract.leaf_type(name) is not None:
            return ()  # its own type says how it looks
        return () if name in self.contract.opaque_types and trusted else (OBJECT,)

    def composite(self, type_: GraphQLNamedType, place: _Place) -> Judge:
        """Compile an object, by the type that it has or by each type that it may have."""
        if not is_abstract_type(type_):
            return self.object(type_, place)
        schema = self.schema if place.trusted and self.schema is not None else self.contract.schema
        possible = {member.name: member for member in schema.get_possible_types(type_)}
        judges = {name: lazily(partial(self.object, each, place)) for name, each in possible.items()}
        asked = self._asked(type_, place, known=False)
        typename = next(
            (key for key, each in asked.items() if each.field == "__typename" and each.certain), None
        )
        is_open = not place.trusted and type_.name in self.contract.open_types
        unknown = self.object(type_, place, known=False)
        return abstract_of(typename, {} if is_open and typename is None else judges, unknown, is_open=is_open)

    def object(self, type_: GraphQLNamedType, place: _Place, *, known: bool = True) -> Judge:
        """Compile an object of one type. `known` is False where it is some object of an abstract type."""
        fields = type_.fields if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) else {}
        documented = {each.name: each for each in place.mutation.fields} if place.mutation is not None else {}
        members = []
        for key, each in self._asked(type_, place, known=known).items():
            if each.field == "__typename":
                value = Value(self._typename(type_, place) if known else any_name, required=True)
            elif each.field in fields:
                documented_as = documented_type(documented.get(each.field))
                value = self.value(
                    _Place(fields[each.field].type, place.trusted, documented_as, None, each.selections)
                )
            else:
                value = Value(anything)
            members.append(Member(key, each.field, value, each.certain))
        return object_of(members)

    def _asked(self, type_: GraphQLNamedType, place: _Place, *, known: bool) -> dict[str, SelectedKey]:
        schema = self.schema if place.trusted and self.schema is not None else self.contract.schema

        def applies(condition: str) -> bool | None:
            if condition == type_.name:
                return True
            wanted = schema.get_type(condition)
            if wanted is None or not known or not isinstance(type_, GraphQLObjectType):
                return None
            return is_abstract_type(wanted) and schema.is_sub_type(wanted, type_)

        return collect(place.selections, self.fragments, applies)

    def _typename(self, type_: GraphQLNamedType, place: _Place) -> Judge:
        if place.trusted:
            return name_of_type(type_.name, None)
        if place.mutation is None:
            return name_of_type(type_.name, Level.SHOULD)
        return any_name if place.mutation.returns is None else name_of_type(type_.name, None)


def documented_type(field_: ReturnField | None) -> TypeNode | None:
    """Return what the documents say of a field's type, None where that is nothing to enforce.

    Any JSON may stand where the documents show JSON. Where they show one object and the contract
    infers a list, they are silent on which it is.
    """
    if field_ is None or field_.documented_type in (None, "JSON"):
        return None
    assert field_.documented_type is not None
    documented = parse_type(field_.documented_type, no_location=True)
    nullable = documented.type if isinstance(documented, NonNullTypeNode) else documented
    is_one = not isinstance(nullable, ListTypeNode)
    inferred = get_nullable_type(field_.type)
    return None if is_one and is_list_type(inferred) else documented


def _lists_around(node: TypeNode) -> int:
    inner = node.type if isinstance(node, NonNullTypeNode) else node
    return 1 + _lists_around(inner.type) if isinstance(inner, ListTypeNode) else 0


def _may_be_a_list(type_: GraphQLOutputType) -> bool:
    """Whether one value of a type may look like a list in JSON."""
    return JSON in forms_of(get_named_type(type_), trusted=False)


def _only_range(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    return tuple(form for form in forms if form.kind == "int-range")
