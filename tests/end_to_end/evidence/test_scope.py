"""The scope stands beside the verdict, and a green verdict is about what was really executed."""

from __future__ import annotations

import json
from pathlib import Path

from kraken_conformance.server import RunningServer
from kraken_conformance.spec import Effect
from tests.end_to_end.evidence.conftest import RunBehind, called
from tests.end_to_end.evidence.fronts import contract, front

NOTHING = front(lambda sent: None)


def test_one_mutation_says_so_in_every_output(run_behind: RunBehind) -> None:
    done = run_behind(NOTHING, mutations=["createReferral"])
    assert done.code == 0, done.said
    assert "CONFORMANT, 1 of 101 mutations: 0 failures" in done.said
    for file in ("summary.md", "annotations.txt", "junit.xml", "metrics.prom", "badge.json", "report.html"):
        assert "1 of 101 mutations" in (done.output / file).read_text("utf-8"), file
    assert json.loads((done.output / "badge.json").read_text())["color"] != "1a7f37"


def test_the_terminal_ends_with_the_verdict_and_the_page(run_behind: RunBehind) -> None:
    *_, verdict, page = run_behind(NOTHING, mutations=["createReferral"]).said.strip().splitlines()
    assert verdict.startswith("CONFORMANT, 1 of 101 mutations")
    assert page.strip().startswith("see ")
    assert page.endswith("report.html")


def test_schemas_alone_are_no_conformance(run_behind: RunBehind) -> None:
    done = run_behind(NOTHING, "--probe", "schema", mutations=["createReferral"])
    assert done.code == 3
    assert done.reasons.startswith("no mutation was executed: only the target's schema was compared")


def test_probes_that_execute_nothing_are_no_conformance(run_behind: RunBehind) -> None:
    done = run_behind(NOTHING, "--probe", "no-token", mutations=["createReferral"])
    assert done.code == 3
    assert done.reasons.startswith("no mutation was executed")


def test_a_dry_run_is_no_conformance(run_behind: RunBehind) -> None:
    done = run_behind(NOTHING, "--dry-run", mutations=["createReferral"])
    assert (done.code, done.evidence()) == (3, {"createReferral": "excluded"})
    assert "a dry run executes nothing" in done.reasons


def test_a_dry_run_can_be_let_through_by_name(run_behind: RunBehind) -> None:
    done = run_behind(NOTHING, "--dry-run", "--allow-unproven", mutations=["createReferral"])
    assert done.code == 0
    assert "0 of 101 mutations, dry run" in done.said


def test_the_login_is_left_out_where_no_api_key_was_given(run_behind: RunBehind) -> None:
    done = run_behind(NOTHING, mutations=["obtainKrakenToken", "createReferral"])
    assert done.code == 0, done.said
    assert done.evidence() == {"obtainKrakenToken": "excluded", "createReferral": "succeeded"}
    assert "CONFORMANT, 1 of 101 mutations" in done.said
    assert "left out: obtainKrakenToken: it needs an API key" in done.said


def test_the_login_is_tested_with_an_api_key(server: RunningServer, tmp_path: Path) -> None:
    done = called(
        tmp_path,
        *("--url", server.url, "--auth-url", server.auth_url, "--api-key", server.api_key),
        *("--mutation", "obtainKrakenToken"),
    )
    assert (done.code, done.evidence()) == (0, {"obtainKrakenToken": "succeeded"})


def test_what_must_not_be_executed_is_left_out_by_name_and_effect(run_behind: RunBehind) -> None:
    money = next(one.name for one in contract().mutations.values() if Effect.MOVES_MONEY in one.effects)
    done = run_behind(NOTHING, "--deny-effect", "MOVES_MONEY", mutations=["createReferral", money])
    assert done.code == 0, done.said
    assert done.evidence() == {"createReferral": "succeeded", money: "excluded"}
    assert f"left out: {money}: its effects are not allowed here (MOVES_MONEY)" in done.said


def test_an_unreachable_target_leaves_every_mutation_not_reached(tmp_path: Path) -> None:
    done = called(
        tmp_path, "--url", "http://127.0.0.1:9/graphql", "--patience", "0", "--mutation", "createReferral"
    )
    assert (done.code, done.evidence()) == (3, {"createReferral": "not reached"})
