"""What evidence hides, and what it shows though it looks like a secret."""

from __future__ import annotations

import pytest

from kraken_conformance.safety.known_secrets import HIDDEN
from kraken_conformance.spec import load_contract
from kraken_conformance.target.evidence_redactor import evidence_redactor

REDACTOR = evidence_redactor(["JWT abcdefgh.ijklmnop"], load_contract("oefr"))

WRONG = [
    "FR7630006000011234567890188",
    "FR76 3000 6000 0112 3456 7890 188",
    "FR76300060000112345678",
    "no-such-code",
]


@pytest.mark.parametrize("iban", WRONG)
def test_a_value_that_a_trigger_gives_to_be_refused_is_shown(iban: str) -> None:
    REDACTOR.learn({"iban": iban})
    assert REDACTOR.value({"bankDetails": {"iban": iban}}) == {"bankDetails": {"iban": iban}}
    assert REDACTOR.text(f"Invalid IBAN: {iban}.") == f"Invalid IBAN: {iban}."


@pytest.mark.parametrize("iban", ["FR7630006000011234567890189", "DE89370400440532013000", "a"])
def test_another_iban_is_somebodys(iban: str) -> None:
    assert REDACTOR.value({"iban": iban}) == {"iban": HIDDEN}


def test_the_secrets_of_the_run_stay_hidden_beside_it() -> None:
    assert REDACTOR.text(f"{WRONG[0]} abcdefgh.ijklmnop") == f"{WRONG[0]} {HIDDEN}"
