"""Errors that a mutation reports in what it returns, beside or in place of those of the response.

Found by the contract: a field of the payload that is named for errors and holds objects with a message, a code or the
name of a field; or a member of a union that is an error. The list of errors that are possible is none: it says what
may go wrong, not what did.
Source: reference pages, the return fields `errors` and the unions of `linkUserToLine` and `unlinkUserFromLine`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    OperationDefinitionNode,
    get_named_type,
    is_non_null_type,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.model.parsed_document import parsed_document
from kraken_conformance.operations.shape.field_collection import collect
from kraken_conformance.spec import Mutation

ERRORS = re.compile(r"(^e|[a-z]E|_e)rrors?$")
"""Names of fields that hold errors."""

FIELDS_OF_AN_ERROR = frozenset({"code", "field", "message", "messages"})
"""Fields of an object that says what is wrong, one of them at least."""

AN_ERROR = re.compile(r"(Error|Exception|Failure|NotFound)$")
"""Names of the members of a union that are errors."""

KIND_OF_ERROR = re.compile(r"Error(Type|Code|Kind)?$")
"""Names of the types of fields that say which error it is: who has one is an error."""

TYPENAME = "__typename"


@dataclass(frozen=True, slots=True)
class ErrorsOfPayloads:
    """What is an error in the payload of a mutation: the fields of each object type, and the types that are errors."""

    fields: Mapping[str, frozenset[str]]
    types: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.types) or any(self.fields.values())

    def reported(self, operation: Operation, value: Any) -> Iterator[Any]:
        """Yield what the value of the mutation reports as errors: each entry of its list, or itself."""
        if not self or not isinstance(value, dict):
            return
        asked = {name: _asked(operation, name, frozenset(self.fields)) for name in self.fields}
        own = [name for name, keys in asked.items() if len(asked) == 1 or _may_be(name, keys, value)]
        if own and self.types.issuperset(own):
            yield value
        found = [
            value.get(key) for name in own for key, field in asked[name].items() if field in self.fields[name]
        ]
        for errors in found:
            yield from (one for one in (errors if isinstance(errors, list) else [errors]) if one is not None)

    def concealed_by(self, operation: Operation) -> bool:
        """Whether a document asks for none of the fields in which the payload would report errors."""
        types = frozenset(self.fields)
        holders = [name for name in self.fields if self.fields[name]]
        return bool(holders) and not any(
            field in self.fields[name]
            for name in holders
            for field in _asked(operation, name, types).values()
        )


def errors_of_payloads(mutation: Mutation) -> ErrorsOfPayloads:
    """Return what is an error in the payload of a mutation, by the contract."""
    returned = get_named_type(mutation.type)
    members = returned.types if isinstance(returned, GraphQLUnionType) else (returned,)
    objects = [one for one in members if isinstance(one, GraphQLObjectType)]
    fields = {
        one.name: frozenset(
            name
            for name, field in one.fields.items()
            if name != mutation.possible_errors and _holds_errors(name, field.type)
        )
        for one in objects
    }
    types = frozenset(one.name for one in objects if _is_error(one)) if len(objects) > 1 else frozenset()
    return ErrorsOfPayloads(fields, types if len(types) < len(objects) else frozenset())


def words_of(error: Any) -> str:
    """Return what an error in a payload says: its message, else its code, the field it is about, or its type."""
    if not isinstance(error, dict):
        return error if isinstance(error, str) else ""
    for name in ("message", "messages", "code", "field", "type", TYPENAME):
        said = error.get(name)
        said = said[0] if isinstance(said, list) and said else said
        if isinstance(said, str) and said.strip():
            return said
    return ""


def _holds_errors(name: str, type_: GraphQLOutputType) -> bool:
    named = get_named_type(type_)
    return (
        ERRORS.search(name) is not None
        and isinstance(named, GraphQLObjectType)
        and bool(FIELDS_OF_AN_ERROR & named.fields.keys())
        and not (is_non_null_type(type_) and type_.of_type is named)
    )


def _is_error(type_: GraphQLObjectType) -> bool:
    named: list[GraphQLNamedType] = [get_named_type(field.type) for field in type_.fields.values()]
    return AN_ERROR.search(type_.name) is not None or any(KIND_OF_ERROR.search(one.name) for one in named)


def _may_be(type_: str, keys: Mapping[str, str], value: Mapping[str, Any]) -> bool:
    """Whether a value may be of a type: by the name that it gives, else by the fields that it has."""
    names = [value.get(key) for key, field in keys.items() if field == TYPENAME]
    return type_ in names if names else keys.keys() == value.keys()


def _asked(operation: Operation, type_: str, types: frozenset[str]) -> Mapping[str, str]:
    """Return the fields that a document asks of one of these types below the mutation, by response key."""
    return _read(operation.document, operation.name, operation.root, type_, types - {type_})


@lru_cache(maxsize=256)
def _read(document: str, name: str, root: str, type_: str, others: frozenset[str]) -> Mapping[str, str]:
    try:
        definitions = parsed_document(document).definitions
    except (GraphQLError, RecursionError):
        return {}
    fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
    operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
    named = [one for one in operations if one.name is not None and one.name.value == name] or operations

    def applies(condition: str) -> bool:
        return condition == type_ or condition not in others

    roots = collect([one.selection_set for one in named[:1]], fragments, applies)
    below = collect(roots[root].selections, fragments, applies) if root in roots else {}
    return {key: found.field for key, found in below.items()}
