"""A mutation that somebody else answers for is not reached, and nothing behind that is conformant."""

from __future__ import annotations

import pytest

from tests.end_to_end.evidence.conftest import SOME, RunBehind
from tests.end_to_end.evidence.fronts import Sent, data, front, html

FOREIGN = {
    "403 html": (lambda: html(403), "403 text/html, 'ERROR: The request could not be satisfied'"),
    "200 html": (lambda: html(200), "200 text/html, 'ERROR: The request could not be satisfied'"),
    "401 json": (
        lambda: data({"message": "Unauthorized"}, 401),
        '401 application/json, \'{"message": "Unauthorized"}\'',
    ),
    "200 json": (lambda: data({"status": "blocked"}), '200 application/json, \'{"status": "blocked"}\''),
    "200 list": (lambda: data(["no"]), "200 application/json, '[\"no\"]'"),
    "graphql form": (
        lambda: data({"errors": [{"message": "Blocked by policy"}]}, 403),
        "Blocked by policy",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_somebody_who_answers_every_mutation_is_quoted(name: str, run_behind: RunBehind) -> None:
    make, quote = FOREIGN[name]
    done = run_behind(front(lambda sent: make() if sent.mutation else None), mutations=SOME[:1])
    assert done.code == 3, done.said
    assert quote in done.reasons + done.said
    assert set(done.evidence().values()) == {"not reached"}


def test_half_of_the_mutations_behind_a_firewall_are_named(run_behind: RunBehind) -> None:
    blocked = SOME[1::2]
    done = run_behind(front(lambda sent: html(403) if sent.mutation in blocked else None))
    assert done.code == 3
    assert done.evidence() == {name: "not reached" if name in blocked else "succeeded" for name in SOME}
    assert "403 text/html" in done.reasons
    assert f"({', '.join(sorted(blocked, key=list(done.evidence()).index))})" in done.reasons


@pytest.mark.parametrize("first", [13, 61])
def test_a_firewall_that_begins_during_the_run_is_noticed(first: int, run_behind: RunBehind) -> None:
    done = run_behind(
        front(lambda sent: html(403) if sent.number >= first - 1 else None), "--concurrency", "1"
    )
    assert done.code == 3
    assert "403 text/html" in done.reasons


def test_the_request_from_which_nothing_came_through_is_named(run_behind: RunBehind) -> None:
    done = run_behind(front(lambda sent: html(403) if sent.number >= 60 else None), "--concurrency", "1")
    assert "from request 61 of the run on" in done.reasons


def test_a_firewall_that_begins_when_all_have_succeeded_is_no_green_verdict(run_behind: RunBehind) -> None:
    seen: set[int] = set()

    def decide(sent: Sent) -> bytes | None:
        if sent.mutation:
            seen.add(sent.number)
        return html(403) if len(seen) > 60 else None

    done = run_behind(front(decide), mutations=SOME[:1])
    assert (done.code, done.evidence()) == (3, {SOME[0]: "succeeded"})
    assert "answered by somebody else: 403 text/html" in done.reasons


@pytest.mark.parametrize("words", [("--allow-unproven",), ()])
def test_what_is_not_reached_is_never_let_through(words: tuple[str, ...], run_behind: RunBehind) -> None:
    assert (
        run_behind(front(lambda sent: html(403) if sent.mutation else None), *words, mutations=SOME[:1]).code
        == 3
    )


def test_a_gateway_before_one_site_only(run_behind: RunBehind) -> None:
    done = run_behind(
        front(lambda sent: html(403) if sent.path.startswith("/auth") and sent.mutation else None),
        mutations=("updateUser", "createMfaDevice"),
    )
    assert (done.code, done.evidence()) == (3, {"updateUser": "succeeded", "createMfaDevice": "not reached"})


def test_persisted_operations_only_are_reported_in_the_servers_words(run_behind: RunBehind) -> None:
    refused = {
        "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]
    }
    done = run_behind(front(lambda sent: data(refused)), "--probe", "valid-input", mutations=SOME[:1])
    assert done.code == 3
    assert "PersistedQueryNotFound" in done.reasons


def test_a_limit_below_the_smallest_operation_is_reported_in_the_servers_words(run_behind: RunBehind) -> None:
    refused = {
        "errors": [{"message": "Syntax Error: Document contains more than 15 tokens. Parsing aborted."}]
    }
    done = run_behind(front(lambda sent: data(refused, 400) if sent.mutation else None), mutations=SOME[:1])
    assert done.code == 3
    assert "more than 15 tokens" in done.reasons
    assert "token was not accepted" not in done.reasons
