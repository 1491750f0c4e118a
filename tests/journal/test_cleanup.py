"""A journal of what a run created, and the clean-up by it, on a server that keeps every request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.exceptions import UsageError
from kraken_conformance.journal import JOURNAL, Created, read_journal
from kraken_conformance.journal.cleaning import undoing_variables
from kraken_conformance.server import ServerSettings
from kraken_conformance.spec import load_contract
from kraken_conformance.target.view import TargetView
from tests.safety.recorder import Recorder, recording

CONTRACT = load_contract("oefr")


def call(recorder: Recorder, *words: str | Path) -> tuple[int, str]:
    target = ("--url", recorder.url, "--auth-url", recorder.auth_url, "--api-key", ServerSettings().api_key)
    result = CliRunner().invoke(main, [*map(str, words), *target])
    return result.exit_code, result.output


def run(recorder: Recorder, output: Path, *mutations: str) -> None:
    selection = [word for name in mutations for word in ("--mutation", name)]
    call(
        recorder,
        *("run", *selection, "--probe", "valid-input", "--probe", "no-token", "--max-examples", "3"),
        *("--max-creations", "2", "--output", output, "--seed", "1"),
    )


def entry(mutation: str, sent: dict[str, Any], answered: dict[str, Any]) -> Created:
    return Created("1", "2026-11-23T00:00:00Z", mutation, "API", "http://x/", sent, answered)


def test_what_was_created_is_undone_once(tmp_path: Path) -> None:
    with recording() as recorder:
        run(recorder, tmp_path, "createContributionAgreement", "updateAccountReference")
        created = read_journal(tmp_path)
        assert {one.mutation for one in created} == {"createContributionAgreement"}
        assert len(created) == 2
        recorder.requests.clear()
        code, said = call(recorder, "cleanup", tmp_path)
        assert (code, said) == (0, "createContributionAgreement: 2 undone by endContributionAgreement\n")
        sent = [json.loads(request.body)["variables"] for request, _ in recorder.naming_mutations()]
        ids = [
            variables["input"]["contributionAgreementId"]
            for variables in sent
            if "contributionAgreementId" in variables.get("input", {})
        ]
        assert ids == [one.answered["contributionAgreement.id"] for one in created]
        assert call(recorder, "cleanup", tmp_path) == (0, "There is nothing to undo.\n")


def test_what_nothing_undoes_is_told(tmp_path: Path) -> None:
    with recording() as recorder:
        run(recorder, tmp_path, "createAccountReference")
        code, said = call(recorder, "cleanup", tmp_path)
    assert (code, said) == (1, "createAccountReference: 2 left: no mutation undoes it\n")
    assert len(read_journal(tmp_path)) == 2


def test_what_was_created_elsewhere_is_left_alone(tmp_path: Path) -> None:
    with recording() as recorder:
        run(recorder, tmp_path, "createContributionAgreement")
    with recording() as other:
        code, said = call(other, "cleanup", tmp_path)
    assert code == 1
    assert "which is not the target" in said


def test_secrets_are_not_in_a_journal(tmp_path: Path) -> None:
    with recording() as recorder:
        run(recorder, tmp_path, "registerPushNotificationBinding")
        code, said = call(recorder, "cleanup", tmp_path)
    assert all(one.sent["input.token"] in ("[hidden]", "") for one in read_journal(tmp_path))
    assert code == 1
    assert "needs token, which is not in the journal" in said


def test_a_run_that_was_killed_leaves_a_journal_that_can_be_read(tmp_path: Path) -> None:
    with recording() as recorder:
        run(recorder, tmp_path, "createContributionAgreement")
    whole = (tmp_path / JOURNAL).read_text("utf-8")
    (tmp_path / JOURNAL).write_text(whole[:-30], "utf-8")
    assert len(read_journal(tmp_path)) == 1
    (tmp_path / JOURNAL).write_text("half a li\n" + whole, "utf-8")
    with pytest.raises(UsageError, match=r"journal.jsonl:1:"):
        read_journal(tmp_path)


def test_clean_up_of_a_remote_target_needs_leave(tmp_path: Path) -> None:
    with recording() as recorder:
        run(recorder, tmp_path, "createContributionAgreement")
    text = (tmp_path / JOURNAL).read_text("utf-8").replace(recorder.url, "https://staging.invalid/graphql/")
    (tmp_path / JOURNAL).write_text(text, "utf-8")
    result = CliRunner().invoke(main, ["cleanup", str(tmp_path)])
    assert result.exit_code == 2
    assert "--execute" in result.stderr


def test_the_embedded_server_has_no_journal(tmp_path: Path) -> None:
    words = ("run", "--mutation", "createAccountReference", "--probe", "valid-input", "--max-examples", "1")
    assert CliRunner().invoke(main, [*words, "--output", str(tmp_path)]).exit_code == 0
    assert not (tmp_path / JOURNAL).exists()


@pytest.mark.parametrize(
    ("mutation", "sent", "answered", "expected"),
    [
        (
            "submitRepaymentRequest",
            {"input.accountNumber": "A-1"},
            {"repaymentRequest.paymentId": "P", "repaymentRequest.requestId": "R"},
            {"input": {"requestId": "R"}},
        ),
        (
            "startSmartFlexOnboarding",
            {},
            {"wizard.id": "W", "wizard.step.id": "S"},
            {"input": {"wizardId": "W"}},
        ),
        (
            "createCreditTransferPermission",
            {"input.sourceLedgerNumber": "L1", "input.targetLedgerNumber": "L2"},
            {"validFrom": "2026-11-23"},
            {"input": {"sourceLedgerNumber": "L1", "targetLedgerNumber": "L2"}},
        ),
        (
            "storePaymentInstruction",
            {"input.accountNumber": "A-1"},
            {"paymentInstruction.id": 7},
            {"input": {"accountNumber": "A-1", "id": 7}},
        ),
        ("linkUserToLine", {}, {}, {}),
    ],
)
def test_the_record_is_named_by_what_the_journal_has(
    mutation: str, sent: dict[str, Any], answered: dict[str, Any], expected: dict[str, Any]
) -> None:
    undoing = CONTRACT.mutations[str(CONTRACT.mutations[mutation].undone_by)]
    view = TargetView(CONTRACT, CONTRACT.servers[undoing.server], None, has_token=True)
    assert undoing_variables(undoing, entry(mutation, sent, answered), view) == expected


def test_what_undoes_is_a_mutation_of_its_own() -> None:
    pairs = {name: m.undone_by for name, m in CONTRACT.mutations.items() if m.undone_by}
    assert len(pairs) >= 10
    assert not set(pairs) & set(pairs.values())
