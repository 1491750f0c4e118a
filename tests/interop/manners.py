"""How other engines put what the reference server says: the same content, in their envelope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kraken_conformance.server.http.web import HttpAnswer, encode

Body = dict[str, Any]
Manner = Callable[[Body, str], tuple[Body, int]]
"""From the body of an answer and the root field to the engine's body and status."""


def is_request_error(body: Body) -> bool:
    return "data" not in body


def apollo_server(body: Body, root: str) -> tuple[Body, int]:
    """A code of its own in every error; 400 before execution."""
    early = is_request_error(body)
    code = "BAD_USER_INPUT" if early else "INTERNAL_SERVER_ERROR"
    return _with_errors(body, lambda error: _extended(error, code=code)), 400 if early else 200


def apollo_router(body: Body, root: str) -> tuple[Body, int]:
    """`data: null` before execution, no locations, extensions of the response."""
    changed = _with_errors(body, lambda error: _extended(_without(error, "locations"), service="oefr"))
    return {"data": None, **changed, "extensions": {"valueCompletion": []}}, 200


def app_sync(body: Body, root: str) -> tuple[Body, int]:
    """200 throughout, `data: null`, null for what is missing, entries of its own beside `message`."""

    def change(error: Body) -> Body:
        places = [{**place, "sourceName": None} for place in error.get("locations", [])]
        return (
            {"path": None, "errorType": "ValidationError", "errorInfo": None} | error | {"locations": places}
        )

    return {"data": None, **_with_errors(body, change)}, 200


def gqlgen(body: Body, root: str) -> tuple[Body, int]:
    """422 before execution, with the path of the variable."""
    if not is_request_error(body):
        return body, 200
    own = {"path": ["variable", "input"]}
    return {
        **_with_errors(body, lambda error: _extended(error | own, code="GRAPHQL_VALIDATION_FAILED")),
        "data": None,
    }, 422


def graphql_java(body: Body, root: str) -> tuple[Body, int]:
    """200 throughout, a classification in every error."""
    word = "ValidationError" if is_request_error(body) else "DataFetchingException"
    return _with_errors(body, lambda error: _extended(error, classification=word)), 200


def graphql_ruby(body: Body, root: str) -> tuple[Body, int]:
    """200 throughout; what is wrong with a document has a path, which begins with the operation."""
    if not is_request_error(body):
        return body, 200
    own = {"path": [f"mutation {root[0].upper()}{root[1:]}", root, "input"]}
    return _with_errors(body, lambda error: _extended(error | own, code="argumentLiteralsIncompatible")), 200


def hot_chocolate(body: Body, root: str) -> tuple[Body, int]:
    """400 before execution, and the path of the field all the same."""
    if not is_request_error(body):
        return body, 200
    return _with_errors(body, lambda error: _extended(error | {"path": [root]}, code="HC0016")), 400


def strawberry(body: Body, root: str) -> tuple[Body, int]:
    """200 throughout, `data: null` before execution, empty extensions."""
    return {"data": None, **body, "extensions": {}}, 200


def token_checked_by_a_gateway(body: Body, root: str) -> tuple[Body, int]:
    """401 for a token that is not good, in words of its own."""
    codes = {error.get("extensions", {}).get("errorCode") for error in body.get("errors", [])}
    if codes & {"KT-CT-1124", "KT-CT-1139", "KT-CT-1143"}:
        return {"message": "The incoming token is not valid"}, 401
    return body, 400 if is_request_error(body) else 200


MANNERS: Mapping[str, Manner] = {
    manner.__name__: manner
    for manner in (
        apollo_router,
        apollo_server,
        app_sync,
        gqlgen,
        graphql_java,
        graphql_ruby,
        hot_chocolate,
        strawberry,
        token_checked_by_a_gateway,
    )
}


def put(manner: Manner, body: Body, root: str) -> HttpAnswer:
    """Return the answer as the engine would send it, for clients of every age."""
    changed, status = manner(body, root)
    return HttpAnswer(status, encode(changed), {"content-type": "application/json; charset=utf-8"})


def _with_errors(body: Body, change: Callable[[Body], Body]) -> Body:
    return body | {"errors": [change(error) for error in body["errors"]]} if "errors" in body else body


def _extended(error: Body, **more: Any) -> Body:
    return error | {"extensions": {**error.get("extensions", {}), **more}}


def _without(error: Body, name: str) -> Body:
    return {key: value for key, value in error.items() if key != name}
