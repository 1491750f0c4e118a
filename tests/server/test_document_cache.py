"""A document is validated once for each schema, and every site keeps its own answers to it."""

from __future__ import annotations

from graphql import build_schema

from kraken_conformance.server.execution.document_cache import DocumentCache

SDL = "type Query { a: Int } type Mutation { b: Int }"
TEXT = "query A { a }"


def test_sites_of_one_schema_share_a_document_and_no_answer() -> None:
    schema = build_schema(SDL)
    one, other = DocumentCache(schema).prepare(TEXT), DocumentCache(schema).prepare(TEXT)
    assert one.document is not None
    assert one.document is other.document
    one.answers["key"] = {"data": {"a": 1}}
    assert other.answers == {}
    assert DocumentCache(schema).prepare(TEXT).answers == {}


def test_a_site_remembers_its_answers() -> None:
    cache = DocumentCache(build_schema(SDL))
    cache.prepare(TEXT).answers["key"] = {"data": {"a": 1}}
    assert cache.prepare(TEXT).answers == {"key": {"data": {"a": 1}}}


def test_another_schema_judges_for_itself() -> None:
    fitting, other = build_schema(SDL), build_schema("type Query { c: Int }")
    assert DocumentCache(fitting).prepare(TEXT).errors == []
    assert DocumentCache(other).prepare(TEXT).errors != []
    assert not DocumentCache(fitting).prepare("query {").parses
