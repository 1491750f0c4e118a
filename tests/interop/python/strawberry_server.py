"""The contract on Strawberry: code first, annotations as its users write them, made from the SDL."""

from __future__ import annotations

import enum
import inspect
import json
import socket
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NewType, Optional, Union
from uuid import UUID

import strawberry
import uvicorn
from facts import MAX_ALIASES, MAX_DEPTH, MAX_TOKENS, SCALARS, SWITCHES, Facts
from graphql import (
    GraphQLError,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_scalar_type,
    is_specified_scalar_type,
    is_union_type,
)
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import MaskErrors, MaxAliasesLimiter, MaxTokensLimiter, QueryDepthLimiter
from strawberry.extensions.tracing import ApolloTracingExtension
from strawberry.schema.config import StrawberryConfig

facts = Facts(Path(sys.argv[1]))

BUILT_IN = {"String": "str", "Int": "int", "Float": "float", "Boolean": "bool", "ID": "strawberry.ID"}
OWN_SCALARS: Mapping[str, tuple[Any, Callable[[Any], Any]]] = {
    "Date": (date, date.fromisoformat),
    "DateTime": (datetime, datetime.fromisoformat),
    "Decimal": (Decimal, Decimal),
    "Time": (time, time.fromisoformat),
    "UUID": (UUID, UUID),
}
"""Strawberry's own scalars by name: the type of Python, and what makes a value of it from text."""


class Site:
    """Makes Strawberry's classes for the types of one schema, in a module of their own, where they find each other."""

    def __init__(self, name: str, sdl: str) -> None:
        self.source: GraphQLSchema = build_schema(sdl)
        self.module = types.ModuleType(f"types_of_{name.lower()}")
        vars(self.module).update({"strawberry": strawberry, "Optional": Optional})
        sys.modules[self.module.__name__] = self.module
        self.scalars: dict[object, Any] = {}

    def schema(self) -> strawberry.Schema:
        query, mutation = self.source.query_type, self.source.mutation_type
        assert query is not None
        assert mutation is not None
        for type_ in self._in_order():
            setattr(self.module, type_.name, self._made(type_))
        concrete = [type_.name for type_ in self.source.type_map.values() if is_object_type(type_)]
        return strawberry.Schema(
            query=getattr(self.module, query.name),
            mutation=getattr(self.module, mutation.name),
            types=[getattr(self.module, name) for name in concrete if not name.startswith("__")],
            extensions=extensions(),
            config=StrawberryConfig(auto_camel_case=False, scalar_map=self.scalars),
        )

    def _in_order(self) -> Iterator[Any]:
        """Yield the types so that each comes after those that Python needs to make it: interfaces, then members."""
        own = [
            type_
            for name, type_ in self.source.type_map.items()
            if not name.startswith("__") and not is_specified_scalar_type(type_)
        ]
        kinds = (is_scalar_type, is_enum_type, is_input_object_type, is_interface_type, is_object_type)
        for kind in (*kinds, is_union_type):
            yield from filter(kind, own)

    def _made(self, type_: Any) -> Any:
        if is_scalar_type(type_):
            return self._scalar(type_.name)
        if is_enum_type(type_):
            return strawberry.enum(enum.Enum(type_.name, {value: value for value in type_.values}))
        if is_union_type(type_):
            members = tuple(getattr(self.module, member.name) for member in type_.types)
            return Annotated[Union[members], strawberry.union(type_.name)]  # noqa: UP007
        if is_input_object_type(type_):
            hints = {name: self._hint(field.type) for name, field in type_.fields.items()}
            usual = {
                name: strawberry.UNSET
                for name, field in type_.fields.items()
                if not is_non_null_type(field.type)
            }
            return strawberry.input(self._class(type_.name, (), hints, usual))
        bases = tuple(getattr(self.module, interface.name) for interface in type_.interfaces)
        fields = {name: self._field(type_, name, field) for name, field in type_.fields.items()}
        decorate = strawberry.interface if is_interface_type(type_) else strawberry.type
        return decorate(self._class(type_.name, bases, {}, fields))

    def _class(self, name: str, bases: tuple[type, ...], hints: Mapping[str, str], body: Any) -> type:
        # Fields that may be left out come last, as dataclasses want them.
        ordered = dict(sorted(hints.items(), key=lambda item: item[0] in body))
        return type(name, bases, {"__module__": self.module.__name__, "__annotations__": ordered, **body})

    def _scalar(self, name: str) -> Any:
        if name in OWN_SCALARS:
            return OWN_SCALARS[name][0]
        made = NewType(name, object)
        self.scalars[made] = strawberry.scalar(name=name)
        return made

    def _field(self, owner: Any, name: str, field: Any) -> Any:
        is_mutation = owner is self.source.mutation_type

        def resolve(info: strawberry.Info, **arguments: Any) -> Any:
            if is_mutation:
                facts.refuse(name, info.context["request"].headers.get("authorization"), plain(arguments))
            if name in ("possibleErrors", "errors"):
                return None
            # One nullable leaf in six is null, always the same ones: a healthy server leaves things out.
            if (
                not is_non_null_type(field.type)
                and is_leaf_type(get_named_type(field.type))
                and len(name) % 6 == 0
            ):
                return None
            return self._answer(field.type)

        resolve.__module__ = self.module.__name__
        parameter = partial(inspect.Parameter, kind=inspect.Parameter.KEYWORD_ONLY)
        given = [
            parameter(
                each,
                annotation=self._hint(argument.type),
                default=inspect.Parameter.empty if is_non_null_type(argument.type) else strawberry.UNSET,
            )
            for each, argument in field.args.items()
        ]
        resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [parameter("info", annotation=strawberry.Info), *given],
            return_annotation=self._hint(field.type),
        )
        return strawberry.field(
            resolver=resolve, description=field.description, deprecation_reason=field.deprecation_reason
        )

    def _hint(self, type_: Any) -> str:
        if not is_non_null_type(type_):
            return f"Optional[{self._bare(type_)}]"
        return self._bare(type_.of_type)

    def _bare(self, type_: Any) -> str:
        return (
            f"list[{self._hint(type_.of_type)}]"
            if is_list_type(type_)
            else BUILT_IN.get(type_.name, type_.name)
        )

    def _answer(self, type_: Any) -> Any:
        """Return a value of an output type. Objects are answered field by field, by their resolvers."""
        if is_non_null_type(type_):
            return self._answer(type_.of_type)
        if is_list_type(type_):
            return [self._answer(type_.of_type)] * 2
        if is_enum_type(type_):
            return next(iter(getattr(self.module, type_.name)))
        if is_leaf_type(type_):
            held = SCALARS.get(type_.name, {"key": "value"})
            return OWN_SCALARS[type_.name][1](held) if type_.name in OWN_SCALARS else held
        concrete = self.source.get_possible_types(type_)[0] if not is_object_type(type_) else type_
        return getattr(self.module, concrete.name)()


def plain(value: Any) -> Any:
    """Return arguments as JSON has them, whatever classes Strawberry made of them."""
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items() if inner is not strawberry.UNSET}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.value
    if hasattr(value, "__strawberry_definition__"):
        return plain(vars(value))
    return value


def extensions() -> list[Any]:
    """Return the extensions of Strawberry that are switched on, each made for every request."""
    found: list[Any] = []
    if "limits" in SWITCHES:
        found += [
            lambda: QueryDepthLimiter(max_depth=MAX_DEPTH),
            lambda: MaxAliasesLimiter(max_alias_count=MAX_ALIASES),
            lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
        ]
    if "masks" in SWITCHES:
        found.append(lambda: MaskErrors(should_mask_error=is_own))
    if "tracing" in SWITCHES:
        found.append(ApolloTracingExtension)
    return found


def is_own(error: GraphQLError) -> bool:
    """Whether an error is the engine's, and not one of the contract."""
    return "errorCode" not in (error.extensions or {})


def main() -> None:
    sites = {name: GraphQL(Site(name, facts.sdl(name)).schema(), graphql_ide=None) for name in facts.sites}
    app = Starlette(routes=[Route(f"/{name}/graphql", site) for name, site in sites.items()])
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    print(json.dumps({name: f"http://127.0.0.1:{port}/{name}/graphql" for name in facts.sites}), flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listening])


if __name__ == "__main__":
    main()
