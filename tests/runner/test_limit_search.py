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
    named = {name: getattr(limits, name) for name in ("aliases", "depth", "tokens", "body")}
    return {name: number for name, number in named.items() if number is not None}


def test_a_server_without_a_limit_has_none() -> None:
    assert found(None) == DocumentLimits()


@pytest.mark.parametrize(
    ("kind", "most", "number"),
    [
        ("aliases", 0, 0),
        ("aliases", 3, 3),
        ("tokens", 40, 40),
        ("depth", 3, 3),
        ("body", 3000, 2048),
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


def test_a_server_that_takes_one_field_per_operation_has_no_limit_of_tokens() -> None:
    assert found(one_field) == DocumentLimits()


def test_a_run_on_such_a_server_reaches_the_mutation(tmp_path: Path) -> None:
    with gateway(one_field) as target:
        ran = run(
            target, tmp_path, "--mutation", "updateUser", "--probe", "valid-input", "--max-examples", "3"
        )
    (outcome,) = (one for one in ran.events if one["type"] == "outcome" and one["mutation"])
    assert outcome["evidence"]["kind"] == "succeeded"
    assert ran.exit_code == 0
