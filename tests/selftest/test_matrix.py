from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.model.subject import Subject, subjects
from kraken_conformance.selftest.matrix import KillMatrix, Row
from kraken_conformance.selftest.plan import healthy, plan, shown_on
from kraken_conformance.selftest.uncounted import UncountedRow
from kraken_conformance.server import ServerSettings
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import load_contract, load_requirements
from tests.small_contract import write_contract

ALIAS = FAULTS["alias-ignored"]
SUBJECT = Subject("API", ALIAS.example)


def test_every_requirement_has_a_fault_and_every_fault_a_requirement() -> None:
    assert {fault.breaks for fault in FAULTS.values()} == set(load_requirements())
    consequences = {id_ for fault in FAULTS.values() for id_ in fault.also}
    assert consequences <= set(load_requirements())
    assert all(reason for fault in FAULTS.values() for reason in fault.also.values())


def test_every_fault_is_planted_once_and_never_two_on_one_mutation() -> None:
    shown = shown_on(load_contract("oefr"), FAULTS.values())
    tasks = list(plan(FAULTS.values(), {id_: subject for id_, (subject,) in shown.items()}))
    assert Counter(id_ for task in tasks for id_ in task.faults.values()) == Counter(list(FAULTS))
    assert all(set(task.subjects) == set(task.faults) for task in tasks)


def test_the_healthy_servers_of_other_editions_are_tested_too() -> None:
    contract = load_contract("oefr")
    wanted = subjects(contract, contract.mutations)
    tested = {task.http_profile: task.subjects for task in healthy(wanted)}
    assert [str(subject) for subject in tested["2026-09"]] == ["server API", "server AUTH"]


@pytest.mark.parametrize("number", [0, 1, 3, 103])
def test_the_healthy_server_is_tested_on_every_subject_once(number: int) -> None:
    contract = load_contract("oefr")
    wanted = subjects(contract, contract.mutations)[:number]
    usual = ServerSettings().http_profile
    tasks = [task for task in healthy(wanted) if task.http_profile == usual]
    tested = [subject for task in tasks for subject in task.subjects]
    assert sorted(map(str, tested)) == sorted(map(str, wanted))


def test_a_fault_is_shown_on_its_own_example_where_the_contract_has_it() -> None:
    shown = shown_on(load_contract("oefr"), FAULTS.values())
    assert {id_: subject.mutation for id_, (subject,) in shown.items()} == {
        id_: fault.example for id_, fault in FAULTS.items()
    }


def test_a_fault_that_is_not_found_is_not_green() -> None:
    row = Row(ALIAS, SUBJECT, frozenset({"shape.field-present"}))
    assert not row.killed
    assert not KillMatrix((row,), {}, (), {}).green


def test_a_finding_that_the_fault_does_not_explain_is_not_green() -> None:
    row = Row(ALIAS, SUBJECT, frozenset({"shape.alias", "shape.text", *ALIAS.also}))
    assert row.killed
    assert row.stray == ("shape.text",)
    assert not KillMatrix((row,), {}, (), {}).green


def test_a_finding_that_does_not_hold_is_not_green() -> None:
    row = Row(
        ALIAS, SUBJECT, frozenset({"shape.alias"}), ("shape.alias (…) shows on the healthy server too",)
    )
    assert row.killed
    assert not KillMatrix((row,), {}, (), {}).green


def test_a_false_alarm_is_not_green() -> None:
    row = Row(ALIAS, SUBJECT, frozenset({"shape.alias"}))
    assert KillMatrix((row,), {}, (), {}).green
    assert not KillMatrix((row,), {Subject("API", "acceptQuote"): {"shape.text": 1}}, (), {}).green


@pytest.mark.parametrize(("healthy", "counted"), [(True, True), (False, False)])
def test_a_check_that_counts_what_shows_nothing_is_not_green(healthy: bool, counted: bool) -> None:
    row = UncountedRow("shape.alias", "null-payload", "There is no payload.", healthy, counted)
    assert not KillMatrix((), {}, (row,), {}).green
    assert KillMatrix((), {}, (replace(row, healthy=True, counted=False),), {}).green


def test_a_fault_that_does_not_exist_is_a_mistake_of_the_call() -> None:
    result = CliRunner().invoke(main, ["selftest", "--fault", "alias-ignore"])
    assert result.exit_code == 2
    assert "Did you mean alias-ignored?" in result.stderr


def test_the_matrix_of_two_faults_on_real_servers() -> None:
    """One shows on a server that remembers alone."""
    planted = {"int-as-text": "shape.integer", "code-undeclared-after-end": "error.code-declared"}
    chosen = [word for fault in planted for word in ("--fault", fault)]
    result = CliRunner().invoke(main, ["selftest", *chosen, "--max-examples", "1", "--format", "json"])
    assert result.exit_code == 0, result.stdout
    matrix = json.loads(result.stdout)
    assert matrix["green"]
    assert matrix["false_alarms"] == {}
    assert matrix["uncounted"]["held"] == matrix["uncounted"]["requirements"] == len(load_requirements())
    found = {row["id"]: (row["killed"], row["found"]) for row in matrix["faults"]}
    assert found == {fault: (True, [breaks]) for fault, breaks in planted.items()}


def test_the_matrix_of_another_contract(tmp_path: Path) -> None:
    folder = write_contract(tmp_path / "own", ("selfReading", "createMfaDevice"))
    chosen = ("--contract", str(folder), "--fault", "code-undeclared", "--max-examples", "1", "-n", "1")
    result = CliRunner().invoke(main, ["selftest", *chosen])
    assert result.exit_code == 0, result.stderr
    assert "1 of 1 faults killed" in result.stdout
    assert "The healthy server is clean." in result.stdout
