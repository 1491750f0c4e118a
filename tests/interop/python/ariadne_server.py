"""The contract on Ariadne: schema first, served by its own ASGI application."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn
from ariadne import make_executable_schema
from ariadne.asgi import GraphQL
from facts import SCALARS, Facts
from graphql import (
    FieldNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
)
from starlette.applications import Starlette
from starlette.routing import Route

facts = Facts(Path(sys.argv[1]))


def resolve(_: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    if info.parent_type is info.schema.mutation_type:
        facts.refuse(info.field_name, info.context["request"].headers.get("authorization"), arguments)
    if info.field_name in ("possibleErrors", "errors"):
        return None
    if info.parent_type is not info.schema.query_type:
        root = info.operation.selection_set.selections[0]
        # Where it is all that the payload holds, the mutation itself would have failed.
        beside = info.parent_type.fields.keys() - {"possibleErrors", info.field_name}
        if (
            beside
            and isinstance(root, FieldNode)
            and (code := facts.trouble_within(root.name.value, info.path.as_list()))
        ):
            raise facts.raised(code)
    # One nullable leaf in four is null, always the same ones: a healthy server leaves things out.
    optional = get_nullable_type(info.return_type) is info.return_type
    if optional and is_leaf_type(get_named_type(info.return_type)) and len(info.field_name) % 4 == 0:
        return None
    return answer(info.return_type, info.schema)


def answer(type_: Any, schema: GraphQLSchema) -> Any:
    """Return a value of an output type. Objects are answered field by field, by `resolve`."""
    nullable = get_nullable_type(type_)
    if is_list_type(nullable):
        return [answer(nullable.of_type, schema)] * 2
    if is_enum_type(nullable):
        return next(iter(nullable.values.values())).value
    if is_leaf_type(nullable):
        return SCALARS.get(nullable.name, {"key": "value"})
    concrete = schema.get_possible_types(nullable)[0] if is_abstract_type(nullable) else nullable
    return {"__typename": concrete.name}


def site(name: str) -> GraphQL:
    schema = make_executable_schema(facts.sdl(name))
    for type_ in schema.type_map.values():
        if is_object_type(type_) and not type_.name.startswith("__"):
            for field in type_.fields.values():
                field.resolve = resolve
    return GraphQL(schema)


def main() -> None:
    app = Starlette(routes=[Route(f"/{name}/graphql", site(name)) for name in facts.sites])
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    print(json.dumps({name: f"http://127.0.0.1:{port}/{name}/graphql" for name in facts.sites}), flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listening])


if __name__ == "__main__":
    main()
