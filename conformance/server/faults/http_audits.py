"""Faults that the audits of GraphQL over HTTP tell apart, one for each audit.

Each shows only to a client that accepts one type, or says nothing of it: the audits ask so, the usual
client of the harness accepts two.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from graphql import GraphQLError, parse

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp
from kraken_conformance.server.http.web import (
    GRAPHQL_JSON,
    JSON,
    Handler,
    HttpAnswer,
    HttpRequest,
    encode,
    refuse,
)

ANY = "*/*"
EXTRAS = ("variables", "operationName", "extensions")
TYPES = {"an object": dict, "a number": int, "a boolean": bool, "a list": list, "a string": str}

Test = Callable[["AnsweredRequest"], bool]
Change = Callable[[HttpAnswer], HttpAnswer]


@dataclass(frozen=True)
class AnsweredRequest:
    """A request with the answer that it gets without a fault."""

    request: HttpRequest
    answer: HttpAnswer

    @property
    def is_post(self) -> bool:
        """Whether the method is POST."""
        return self.request.method == "POST"

    @property
    def content_type(self) -> str:
        """The header Content-Type, empty without it."""
        return self.request.headers.get("content-type", "")

    @cached_property
    def content(self) -> Any:
        """The body as JSON, or the parameters of the URL; None where there are none."""
        if not self.is_post:
            return dict(parse_qsl(self.request.query))
        try:
            return json.loads(self.request.body)
        except (ValueError, RecursionError):
            return None

    @property
    def sent(self) -> dict[str, Any]:
        """The parameters."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def is_bare(self) -> bool:
        """Whether no parameter but `query` is sent."""
        return self.sent.keys() == {"query"}

    @property
    def succeeds(self) -> bool:
        """Whether the answer has data."""
        return self.answer.body.startswith(b'{"data":{')


def _fault(
    audit: str, accept: str | None, description: str, test: Test, change: Change, *, also: str = ""
) -> Fault:
    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        answer = handler(request)
        concerned = request.headers.get("accept") == accept and test(AnsweredRequest(request, answer))
        return change(answer) if concerned else answer

    return Fault(
        f"http-audit-{audit.lower()}",
        _requirement(audit),
        f"{description} ({_client(accept)})",
        OnHttp(around),
        also={_requirement(other): "It looks at the same answer." for other in also.split()},
    )


def _requirement(audit: str) -> str:
    return f"http.audit-{audit.lower()}"


def _client(accept: str | None) -> str:
    return (
        "a client that does not say what it accepts" if accept is None else f"a client that accepts {accept}"
    )


def _status(status: int) -> Change:
    return lambda answer: replace(answer, status=status)


def _typed(media_type: str) -> Change:
    return lambda answer: replace(answer, headers={**answer.headers, "content-type": media_type})


def _refused(status: int, message: str) -> Change:
    return lambda _: refuse(status, message)


def _in_utf16(answer: HttpAnswer) -> HttpAnswer:
    return replace(answer, body=answer.body.decode().encode("utf-16"))


def _with_null_data(answer: HttpAnswer) -> HttpAnswer:
    return replace(answer, body=encode({"data": None, **json.loads(answer.body)}))


def _plain(asked: AnsweredRequest) -> bool:
    return asked.is_post and asked.content_type == JSON and asked.is_bare and asked.succeeds


def _bare_get(asked: AnsweredRequest) -> bool:
    return not asked.is_post and asked.is_bare and asked.succeeds


def _queries() -> Iterator[Fault]:
    beside = "2C94 03D4 78D5 82A3 47DE"
    for audit, status, message in (
        ("2C94", 405, "Send queries by GET."),
        ("03D4", 415, "Send application/graphql."),
        ("78D5", 400, "Name the encoding in the Content-Type."),
    ):
        others = beside.replace(audit, "")
        yield _fault(
            audit, ANY, f"A query is refused: {message}", _plain, _refused(status, message), also=others
        )
    yield _fault("82A3", ANY, "The response is UTF-16.", _plain, _in_utf16)
    yield _fault("47DE", ANY, f"A query is answered as {GRAPHQL_JSON}.", _plain, _typed(GRAPHQL_JSON))
    yield _fault("80D8", None, f"A query is answered as {GRAPHQL_JSON}.", _plain, _typed(GRAPHQL_JSON))
    yield _fault("4655", JSON, f"A query is answered as {GRAPHQL_JSON}.", _plain, _typed(GRAPHQL_JSON))
    yield _fault("22EB", GRAPHQL_JSON, f"A query is answered as {JSON}.", _plain, _typed(JSON))
    unnamed = _refused(400, "Give operationName.")
    yield _fault("13EE", JSON, "A query without operationName is refused.", _plain, unnamed, also="4655")
    yield _fault("34A2", GRAPHQL_JSON, "A query is answered with 202.", _plain, _status(202), also="22EB")


def _methods_and_headers() -> Iterator[Fault]:
    yield _fault("5A70", ANY, "A query by GET is refused.", _bare_get, _refused(405, "Send it by POST."))
    yield _fault(
        "9C48",
        GRAPHQL_JSON,
        "A mutation by GET is refused with the status 200.",
        lambda asked: not asked.is_post and asked.answer.status == 405,
        _status(200),
    )
    yield _fault(
        "BF61",
        ANY,
        "A charset in the Content-Type is refused.",
        lambda asked: "charset" in asked.content_type,
        _refused(415, "Send application/json without parameters."),
    )
    yield _fault(
        "9ABE",
        ANY,
        "A POST without Content-Type is answered with the status 200.",
        lambda asked: asked.is_post and not asked.content_type,
        _status(200),
    )
    yield _fault(
        "A5BF",
        ANY,
        "A POST without a body is answered with the status 200.",
        lambda asked: asked.is_post and not asked.request.body,
        _status(200),
    )


def _missing_query() -> Iterator[Fault]:
    def missing(asked: AnsweredRequest) -> bool:
        return asked.is_post and isinstance(asked.content, dict) and "query" not in asked.sent

    yield _fault("423L", GRAPHQL_JSON, "A request without query is answered with 422.", missing, _status(422))
    yield _fault(
        "8764", ANY, "A request without query is answered with 200.", missing, _status(200), also="3E3A"
    )
    yield _fault("3E3A", ANY, "A request without query is answered with 422.", missing, _status(422))


def _wrong_types() -> Iterator[Fault]:
    for parameter, prefix, first in (
        ("query", "LKJ", "an object"),
        ("operationName", "6C0", "an object"),
        ("variables", "476", "a string"),
        ("extensions", "58B", "a string"),
    ):
        for number, words in enumerate((first, "a number", "a boolean", "a list")):

            def wrong(asked: AnsweredRequest, parameter: str = parameter, type_: type = TYPES[words]) -> bool:
                return asked.is_post and type(asked.sent.get(parameter)) is type_

            description = f"A request whose {parameter} is {words} is answered with the status 200."
            yield _fault(f"{prefix}{number}", ANY, description, wrong, _status(200))


def _parameters() -> Iterator[Fault]:
    for accept, named, nulls, variables, by_get, extensions in (
        (GRAPHQL_JSON, "8161", "94B", "2EA1", "D6D5", "428F"),
        (JSON, "B8B3", "022", "28B9", "6A70", "1B7A"),
    ):
        yield _fault(
            named,
            accept,
            "A request with operationName is refused.",
            lambda asked: isinstance(asked.sent.get("operationName"), str),
            _refused(400, "operationName is not supported."),
        )
        for number, parameter in enumerate(EXTRAS):
            yield _fault(
                f"{nulls}{number}",
                accept,
                f"A request whose {parameter} is null is refused.",
                lambda asked, parameter=parameter: asked.sent.get(parameter, "") is None,  # type: ignore[misc]
                _refused(400, f"{parameter} must not be null."),
            )
        for audit, method in ((variables, "POST"), (by_get, "GET")):
            yield _fault(
                audit,
                accept,
                f"Variables by {method} are refused.",
                lambda asked, method=method: (  # type: ignore[misc]
                    asked.request.method == method and bool(asked.sent.get("variables")) and asked.succeeds
                ),
                _refused(400, "Variables are not supported."),
            )
        yield _fault(
            extensions,
            accept,
            "A request with extensions is refused.",
            lambda asked: isinstance(asked.sent.get("extensions"), dict),
            _refused(400, "extensions is not supported."),
        )


def _failures() -> Iterator[Fault]:
    for audit, accept, status, also in (
        ("B6DC", JSON, 303, "BCF8"),
        ("BCF8", JSON, 422, ""),
        ("B7N8", GRAPHQL_JSON, 422, ""),
    ):
        description = f"A body that is no JSON is answered with the status {status}."
        yield _fault(audit, accept, description, _unreadable, _status(status), also=also)
    for what, test, as_json, as_error, as_400, without_data in (
        ("A syntax error", _syntax_fails, "572B", "865D", "556A", "D586"),
        ("An unknown field", _validation_fails, "FDE2", "51FE", "74FF", "5E5B"),
        ("A variable that cannot be coerced", _coercion_fails, "7B9B", "", "86EE", ""),
    ):
        yield _fault(as_json, JSON, f"{what} is answered with the status 400.", test, _status(400))
        yield _fault(as_400, GRAPHQL_JSON, f"{what} is answered with the status 422.", test, _status(422))
        if as_error:
            description = f"{what} is answered with the status 200."
            yield _fault(as_error, GRAPHQL_JSON, description, test, _status(200), also=as_400)
            description = f"{what} is answered with null under data."
            yield _fault(without_data, GRAPHQL_JSON, description, test, _with_null_data)


def _unreadable(asked: AnsweredRequest) -> bool:
    return asked.is_post and asked.content is None and bool(asked.request.body)


def _syntax_fails(asked: AnsweredRequest) -> bool:
    query = asked.sent.get("query")
    if not asked.is_post or not isinstance(query, str):
        return False
    try:
        parse(query)
    except (GraphQLError, RecursionError):
        return True
    return False


def _validation_fails(asked: AnsweredRequest) -> bool:
    is_text = asked.is_post and asked.is_bare and isinstance(asked.sent["query"], str)
    return is_text and not _syntax_fails(asked) and not asked.succeeds


def _coercion_fails(asked: AnsweredRequest) -> bool:
    variables = asked.sent.get("variables")
    return asked.is_post and isinstance(variables, dict) and bool(variables) and not asked.succeeds


FAULTS = (
    *_queries(),
    *_methods_and_headers(),
    *_missing_query(),
    *_wrong_types(),
    *_parameters(),
    *_failures(),
)
