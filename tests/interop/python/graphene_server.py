"""The contract on Graphene and Django, what the platform itself is built on: code first, lenient scalars.

Graphene's classes are made from the SDL, as one would write them by hand. Graphene 3 leaves the built-in
scalars to graphql-core, which is strict; before, it converted what it could, and so does this server.
"""

from __future__ import annotations

import enum
import json
import sys
from functools import cache, partial
from pathlib import Path
from typing import Any

import django
import graphene
import waitress
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path
from facts import SCALARS, Facts
from graphene.types.generic import GenericScalar
from graphql import (
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
    is_union_type,
    specified_scalar_types,
)

facts = Facts(Path(sys.argv[1]))

OWN_SCALARS = {
    type_.__name__: type_
    for type_ in (
        *(graphene.String, graphene.Int, graphene.Float, graphene.Boolean, graphene.ID),
        *(graphene.Date, graphene.DateTime, graphene.Time, graphene.Decimal, graphene.UUID),
        *(graphene.BigInt, graphene.JSONString, GenericScalar),
    )
}
"""Graphene's own scalars by name. JSONString holds what its text says, so that values of it are parsed."""


class Site:
    """Makes Graphene's classes for the types of one schema."""

    def __init__(self, sdl: str) -> None:
        self.source: GraphQLSchema = build_schema(sdl)
        self.type = cache(self._type)

    def schema(self) -> graphene.Schema:
        query, mutation = self.source.query_type, self.source.mutation_type
        assert query is not None
        assert mutation is not None
        concrete = [type_ for type_ in self.source.type_map.values() if is_object_type(type_)]
        named = [self.type(type_.name) for type_ in concrete if not type_.name.startswith("__")]
        return graphene.Schema(
            query=self.type(query.name),
            mutation=self.type(mutation.name),
            types=named,
            auto_camelcase=False,
        )

    def _type(self, name: str) -> Any:
        type_ = self.source.get_type(name)
        if name in OWN_SCALARS:
            return OWN_SCALARS[name]
        if is_enum_type(type_):
            return graphene.Enum.from_enum(enum.Enum(name, {value: value for value in type_.values}))
        if is_union_type(type_):
            members = tuple(self.type(member.name) for member in type_.types)
            return type(
                name, (graphene.Union,), {"Meta": meta(types=members), "resolve_type": first(members)}
            )
        if is_input_object_type(type_):
            fields = {
                each: self.argument(field.type, graphene.InputField) for each, field in type_.fields.items()
            }
            return type(name, (graphene.InputObjectType,), fields)
        if is_interface_type(type_):
            lazily = classmethod(lambda *_: self.type(self.source.get_possible_types(type_)[0].name))
            return type(name, (graphene.Interface,), self.fields(type_) | {"resolve_type": lazily})
        if is_object_type(type_):
            interfaces = tuple(self.type(interface.name) for interface in type_.interfaces)
            return type(
                name, (graphene.ObjectType,), self.fields(type_) | {"Meta": meta(interfaces=interfaces)}
            )
        return type(name, (GenericScalar,), {})

    def fields(self, type_: Any) -> dict[str, Any]:
        is_mutation = type_ is self.source.mutation_type
        return {name: self.field(name, field, is_mutation) for name, field in type_.fields.items()}

    def field(self, name: str, field: Any, is_mutation: bool) -> graphene.Field:
        arguments = {each: self.argument(one.type, graphene.Argument) for each, one in field.args.items()}
        return graphene.Field(
            partial(self.wrapped, field.type),
            name=name,
            args=arguments,
            description=field.description,
            deprecation_reason=field.deprecation_reason,
            resolver=partial(self.resolve, name, field.type, is_mutation),
        )

    def argument(self, type_: Any, kind: Any) -> Any:
        return kind(partial(self.wrapped, type_))

    def wrapped(self, type_: Any) -> Any:
        if is_non_null_type(type_):
            return graphene.NonNull(self.wrapped(type_.of_type))
        if is_list_type(type_):
            return graphene.List(self.wrapped(type_.of_type))
        return self.type(type_.name)

    def resolve(self, name: str, type_: Any, is_mutation: bool, _: Any, info: Any, **arguments: Any) -> Any:
        if is_mutation:
            facts.refuse(name, info.context.headers.get("Authorization"), arguments)
        if name in ("possibleErrors", "errors"):
            return None
        # One nullable leaf in five is null, always the same ones: a healthy server leaves things out.
        if not is_non_null_type(type_) and is_leaf_type(get_named_type(type_)) and len(name) % 5 == 0:
            return None
        return self.answer(type_)

    def answer(self, type_: Any) -> Any:
        """Return a value of an output type. Objects are answered field by field, by `resolve`."""
        if is_non_null_type(type_):
            return self.answer(type_.of_type)
        if is_list_type(type_):
            return [self.answer(type_.of_type)] * 2
        if is_enum_type(type_):
            return next(iter(type_.values))
        if not is_leaf_type(type_):
            return {}
        held = SCALARS.get(type_.name, {"key": "value"})
        own = OWN_SCALARS.get(type_.name)
        return held if own is None else own.parse_value(held)


def meta(**options: Any) -> type:
    return type("Meta", (), options)


def first(members: tuple[Any, ...]) -> Any:
    return classmethod(lambda *_: members[0])


def make_lenient() -> None:
    """Let the built-in scalars take what Graphene's own classes take: a number for text, text for a number."""
    for lenient in (graphene.String, graphene.Int, graphene.Float, graphene.Boolean, graphene.ID):
        specified_scalar_types[lenient.__name__].parse_value = lenient.parse_value


def main() -> None:
    make_lenient()
    settings.configure(ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="-", INSTALLED_APPS=["graphene_django"])
    django.setup()
    settings.ROOT_URLCONF = routes()
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0)
    urls = {name: f"http://127.0.0.1:{server.effective_port}/{name}/graphql" for name in facts.sites}
    print(json.dumps(urls), flush=True)
    server.run()


def routes() -> tuple[Any, ...]:
    from graphene_django.views import GraphQLView  # reads the settings when it is imported

    views = {name: GraphQLView.as_view(schema=Site(facts.sdl(name)).schema()) for name in facts.sites}
    return tuple(path(f"{name}/graphql", view) for name, view in views.items())


if __name__ == "__main__":
    main()
