"""What an import guesses, and what it keeps of a schema as client projects publish it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kraken_conformance.spec import Contract, Effect, Role
from kraken_conformance.spec.importers import import_contract, make_draft
from kraken_conformance.spec.importers.drafting import (
    WORST,
    drafted_effects,
    drafted_form,
    drafted_formats,
    drafted_roles,
    drafted_undo,
)
from kraken_conformance.spec.importers.prose import errors_lost, split_errors
from kraken_conformance.spec.lint.contract_lint import drafted_marks, lint

ONE_SITE = Path(__file__).parents[1] / "end_to_end" / "contracts" / "one_site.graphql"
USUAL = r"KT-(?P<country>[A-Z]{2})-[0-9]+"


@pytest.mark.parametrize(
    ("name", "effects"),
    [
        ("createReferral", {Effect.CREATES}),
        ("updateUser", {Effect.IDEMPOTENT, Effect.CHANGES}),
        ("deleteMfaDevice", {Effect.DESTROYS}),
        ("calculateDepositAmount", {Effect.IDEMPOTENT}),
        ("collectPayment", {Effect.CREATES, Effect.MOVES_MONEY}),
        ("sendPmaxEmailSummary", {Effect.SENDS_MESSAGE}),
        ("frobnicateMeter", WORST),
    ],
)
def test_effects_by_the_name(name: str, effects: frozenset[Effect]) -> None:
    assert drafted_effects(name) == effects


def test_a_mutation_is_undone_by_the_one_of_the_opposite_name() -> None:
    names = {"createLoan", "cancelLoan", "createdAt", "deleteLoan"}
    assert drafted_undo("createLoan", names) == "deleteLoan"
    assert drafted_undo("createdAt", names) is None


def test_roles_by_messages() -> None:
    codes = {"A-1": "'Authorization' header not provided.", "A-2": "Unauthorized.", "A-3": "Not lent."}
    assert drafted_roles(codes, ()) == {"A-1": Role.NO_TOKEN, "A-2": Role.NOT_ALLOWED}
    assert drafted_roles(codes, [Role.NOT_ALLOWED]) == {"A-1": Role.NO_TOKEN}


@pytest.mark.parametrize(
    "message",
    [
        "Authentication required.",
        "Login is required.",
        "A token is required.",
        "Authentication credentials were not provided.",
        "You are not logged in.",
        "User must be authenticated.",
        "UNAUTHENTICATED",
    ],
)
def test_the_role_of_a_missing_token_by_its_usual_messages(message: str) -> None:
    assert drafted_roles({"A-1": "The text is empty.", "A-2": message}, ()) == {"A-2": Role.NO_TOKEN}


@pytest.mark.parametrize(
    ("codes", "form"),
    [
        (["KT-CT-1111", "KT-GB-1"], None),
        (["KT-CT-1111", "OE-0101", "OE-0102"], f"{USUAL}|OE-[0-9]+"),
        (["LIB-01"], "LIB-[0-9]+"),
        (["LIB.01"], r"LIB\.[0-9]+"),
        (["A-1", "B-1", "C-1", "D-1", "E-1"], "[A-Z]+-[0-9]+"),
    ],
)
def test_the_form_of_codes(codes: list[str], form: str | None) -> None:
    assert drafted_form(codes, USUAL) == form


def test_formats_by_names_of_fields_that_there_are() -> None:
    assert drafted_formats(["billingEmail", "homePhoneNumber", "copyId"], None) == [
        ("*email", "email"),
        ("*phone*", "phone"),
    ]


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("Lend.\n\nPossible Errors:\n\n- OE-0101: In arrears.", [("OE-0101", "In arrears.")]),
        (
            "The possible errors that can be raised are:\n\n• KT-CT-7001 – Not lent.",
            [("KT-CT-7001", "Not lent.")],
        ),
        (
            "The possible errors that can be raised are:\n- KT‑CT‑7001: Not lent.",
            [("KT-CT-7001", "Not lent.")],
        ),
        (
            "The possible errors that can be raised are:\n- KT-CT-1: One\n- OE-2: Two",
            [("KT-CT-1", "One"), ("OE-2", "Two")],
        ),
        (
            "Mögliche Fehler:\n\n- OE-0101: Ungültige Daten.\n- OE-0102: Nicht erlaubt.",
            [("OE-0101", "Ungültige Daten."), ("OE-0102", "Nicht erlaubt.")],
        ),
        ("考えられるエラー:\n\n- KT-JP-4501：不正な値。", [("KT-JP-4501", "不正な値。")]),
        ("**Errors**\n\n- `ERR_1001`: Bad.\n- E1234: Worse.", [("ERR_1001", "Bad."), ("E1234", "Worse.")]),
        (
            "Possible Errors:\n\n| Type | Code | Message |\n| --- | :-: | --- |\n| DATA | `OE-0101` | It is wrong. |",
            [("OE-0101", "It is wrong.")],
        ),
        (
            "Possible errors:\n\n| Code | Message |\n|---|---|\n| AUTH.0101 | No. |\n\nMore.",
            [("AUTH.0101", "No.")],
        ),
    ],
)
def test_lists_of_errors_in_the_forms_that_there_are(text: str, errors: list[tuple[str, str]]) -> None:
    assert list(split_errors(text)[1]) == errors
    assert list(errors_lost(text, split_errors(text)[1])) == []


@pytest.mark.parametrize(
    "text",
    [
        "The possible errors that can be raised are:\n\nsome errors.",
        "Possible errors:\n\n- KT-CT-1: One.\n- KT_CT_2: Two.",
        "Possible errors:\n\n- KT-CT-1: One.\n- BOOK_NOT_FOUND: Two.",
        "Possible Errors: OE-0107, OE-0108.",
        "What can go wrong:\n\n- OE-0107: No.",
        "| Code | Message |\n|---|---|\n| OE-0101 | No. |",
    ],
)
def test_what_is_not_understood_is_said(text: str) -> None:
    assert list(errors_lost(text, split_errors(text)[1]))


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> tuple[Contract, Path]:
    folder = tmp_path_factory.mktemp("imported") / "contract"
    return import_contract(make_draft(ONE_SITE, name="library", version="1"), folder), folder


def test_comments_are_descriptions(contract: tuple[Contract, Path]) -> None:
    made = contract[0]
    assert made.mutations["lendBook"].errors == ("KT-CT-7001", "OE-0101", "KT-CT-1111", "KT-CT-1112")
    assert made.mutations["extendLoan"].errors == ("KT-CT-7002", "KT-CT-1112")
    assert made.errors["OE-0101"].message == "The reader is in arrears."


def test_nothing_of_the_types_is_lost(contract: tuple[Contract, Path]) -> None:
    types = contract[0].schema.type_map
    assert types["FindBy"].is_one_of  # type: ignore[attr-defined]
    assert types["Book"].fields["shelf"].deprecation_reason == "Ask the desk."  # type: ignore[attr-defined]
    assert [interface.name for interface in types["Book"].interfaces] == ["Readable"]  # type: ignore[attr-defined]
    assert list(types["Query"].fields) == ["book"]  # type: ignore[attr-defined]
    text = (contract[1] / "contract.graphql").read_text("utf-8")
    for kept in ("days: Int = 7", 'language: String = "en"', "kind: LoanKind = SHORT"):
        assert kept in text


def test_common_codes_come_with_it_and_lint_is_content(contract: tuple[Contract, Path]) -> None:
    made, folder = contract
    assert "KT-CT-1199" in made.common_errors
    assert made.error_types
    assert made.codes_of(Role.NO_TOKEN) == {"KT-CT-1112"}
    assert lint(folder) == []
    assert drafted_marks(folder) == {"@effects": 4}
    platform = yaml.safe_load((folder / "platform.yaml").read_text("utf-8"))
    assert platform["errors"]["code_form"] == f"{USUAL}|OE-[0-9]+"
