"""How large a document a server answers, found out on real servers with a limit each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLError, OperationDefinitionNode, parse

from kraken_conformance.operations.document_limits import DocumentLimits, document_extent
from kraken_conformance.runner.limit_search import LimitSearch
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server.http.web import HttpAnswer
from kraken_conformance.spec import load_contract
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView
from tests.end_to_end.refusals.gateway import Asked, Before, gateway, refused, run
from tests.end_to_end.refusals.limiting import limiting

CONTRACT = load_contract("oefr")


@contextmanager
def searching(before: Before | None, *, skip_honoured: bool | None = True) -> Iterator[LimitSearch]:
    with gateway(before) as server:
        settings = TargetSettings(
            sites={"API": server.url},
            token=server.token,
            permission=THIS_MACHINE,
            platform=CONTRACT.platform,
            limited=CONTRACT.limited_mutations,
        )
        client = TargetClient(settings)
        view = TargetView(CONTRACT, CONTRACT.servers["API"], CONTRACT.schema, has_token=True)
        yield LimitSearch(client, view, skip_honoured=skip_honoured)
        client.close()


def found(before: Before | None, **more: Any) -> DocumentLimits:
    with searching(before, **more) as search:
        return search.limits()


def numbers(limits: DocumentLimits) -> dict[str, int]:
    named = {name: getattr(limits, name) for name in ("aliases", "depth", "tokens", "body", "root_fields")}
    return {name: number for name, number in named.items() if number is not None}


def test_a_server_without_a_limit_has_none() -> None:
    assert found(None) == DocumentLimits()


@pytest.mark.parametrize(
    ("kind", "most", "number"),
    [
        ("aliases", 0, 0),
        ("aliases", 3, 3),
        ("tokens", 14, 14),
        ("tokens", 40, 40),
        ("depth", 3, 3),
        ("body", 3000, 3000),
        ("body", 4096, 4096),
    ],
)
def test_the_largest_number_that_is_let_through_is_found(kind: str, most: int, number: int) -> None:
    limits = found(limiting(kind, most))
    assert numbers(limits) == {kind: number}
    assert "exceeds what is allowed" in limits.words[kind]


def test_a_limit_that_nothing_generated_meets_is_not_looked_for() -> None:
    assert found(limiting("tokens", 100_000)) == DocumentLimits()


def test_not_even_the_smallest_document_is_answered() -> None:
    limits = found(lambda asked: refused("Send a known document.") if asked.is_mutation else None)
    assert (limits.refuses_all, numbers(limits)) == ("Send a known document.", {})


def test_a_server_that_refuses_by_chance_has_no_limit() -> None:
    turns = count()

    def now_and_then(asked: Asked) -> HttpAnswer | None:
        return refused("Too large.") if asked.is_mutation and next(turns) % 3 else None

    assert found(now_and_then) == DocumentLimits()


def test_other_words_each_time_are_those_of_no_limit() -> None:
    words = iter(["Too large.", "Not now.", "Who are you?"] * 1_000)
    assert found(lambda asked: refused(next(words)) if asked.is_mutation else None) == DocumentLimits()


def test_a_mutation_that_is_refused_by_itself_is_no_limit() -> None:
    """The deepest document is refused beyond a depth, others as deep are not."""
    view = TargetView(CONTRACT, CONTRACT.servers["API"], CONTRACT.schema, has_token=True)
    mutations = [one for one in CONTRACT.on_server("API") if view.strategies.known(one)]
    deepest = max(mutations, key=lambda one: document_extent(view.operation(one).document)[1])
    limit = limiting("depth", 3)
    assert numbers(found(limit)) == {"depth": 3}
    assert found(lambda asked: limit(asked) if deepest.name in asked.document else None) == DocumentLimits()


def test_where_skip_may_not_be_honoured_it_is_proven_before_it_is_relied_on() -> None:
    asked: list[str] = []

    def ignores(one: Asked) -> HttpAnswer | None:
        asked.append(one.document)
        return refused("No directives.") if "@skip" in one.document else None

    assert found(ignores, skip_honoured=None) == DocumentLimits()
    executing = [document for document in asked if "@skip" in document and "Skipped" not in document]
    assert executing == []


def test_nothing_is_said_of_a_server_that_does_not_answer() -> None:
    settings = TargetSettings(
        sites={"API": "http://127.0.0.1:9/"},
        permission=THIS_MACHINE,
        platform=CONTRACT.platform,
        limited=CONTRACT.limited_mutations,
    )
    view = TargetView(CONTRACT, CONTRACT.servers["API"], CONTRACT.schema, has_token=False)
    assert LimitSearch(TargetClient(settings), view, skip_honoured=True).limits() == DocumentLimits()


def root_fields(asked: Asked) -> int:
    """Return how many fields stand beside one another in the first operation of a document."""
    try:
        definition = parse(asked.document).definitions[0]
    except GraphQLError:
        return 0
    return len(definition.selection_set.selections) if isinstance(definition, OperationDefinitionNode) else 0


def one_field(asked: Asked) -> HttpAnswer | None:
    if not asked.is_mutation or root_fields(asked) < 2:
        return None
    return refused("Send one field per operation.", errorCode="KT-CT-1188", errorType="VALIDATION")


@pytest.mark.parametrize("most", [1, 3, 10, 15])
def test_a_limit_of_root_fields_is_none_of_tokens_or_aliases(most: int) -> None:
    """Every document of one mutation is let through, as large as it may be."""
    limits = found(lambda asked: one_field(asked) if root_fields(asked) > most else None)
    assert numbers(limits) == {"root_fields": most}


def test_skip_is_proven_to_a_server_that_takes_one_root_field() -> None:
    assert numbers(found(one_field, skip_honoured=None)) == {"root_fields": 1}


def _without_arguments(asked: Asked) -> bool:
    return asked.is_mutation and "(input:" not in asked.document


@pytest.mark.parametrize("kind", ["tokens", "body", "aliases"])
def test_what_documents_of_mutations_do_not_meet_is_no_limit(kind: str) -> None:
    """A server may refuse what only the search sends: many fields that execute nothing, much white space."""
    limit = limiting(kind, {"tokens": 14, "body": 1000, "aliases": 2}[kind])
    assert found(lambda asked: limit(asked) if _without_arguments(asked) else None) == DocumentLimits()


def test_white_space_after_the_json_is_not_the_size_of_a_body() -> None:
    def trailing(asked: Asked) -> HttpAnswer | None:
        body = asked.request.body
        return refused("Malformed JSON.") if len(body) - len(body.rstrip()) > 2000 else None

    assert found(trailing) == DocumentLimits()


@pytest.mark.parametrize("place", [1, 2])
def test_the_largest_mutation_alone_is_refused_for_itself(place: int) -> None:
    """One of its fields is refused. No other document is as large, so that it looks like a limit of depth or tokens."""
    view = TargetView(CONTRACT, CONTRACT.servers["API"], CONTRACT.schema, has_token=True)
    mutations = [one for one in CONTRACT.on_server("API") if view.strategies.known(one)]
    largest = max(mutations, key=lambda one: document_extent(view.operation(one).document)[place])
    size = document_extent(view.operation(largest).document)[place]

    def before(asked: Asked) -> HttpAnswer | None:
        hit = f" {largest.name}(" in asked.document and document_extent(asked.document)[place] >= size
        return refused("Cannot query field.") if hit else None

    assert found(before) == DocumentLimits()


def test_a_run_on_such_a_server_reaches_the_mutation(tmp_path: Path) -> None:
    with gateway(one_field) as target:
        ran = run(
            target, tmp_path, "--mutation", "updateUser", "--probe", "valid-input", "--max-examples", "3"
        )
    (outcome,) = (one for one in ran.events if one["type"] == "outcome" and one["mutation"])
    assert outcome["evidence"]["kind"] == "succeeded"
    assert ran.exit_code == 0
