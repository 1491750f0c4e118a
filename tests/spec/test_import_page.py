"""Importing reference pages, with everything that is wrong with such pages in practice."""

from __future__ import annotations

from pathlib import Path

import pytest

from kraken_conformance.spec import Contract, ImportFailure, load_contract
from kraken_conformance.spec.diff.agreement import disagreements
from kraken_conformance.spec.importers import Draft, import_contract, make_draft

PAGES = Path(__file__).parent / "pages"

AGAIN = "giveBack\nURL:https://desk.library.example/graphql/\nmutation GiveBack { giveBack { done } }"

SCHEMA = """
type Mutation {
  lendBook(input: LendBookInput!, notes: [String!]): LendBook
  returnBook(copyId: ID!): ReturnOutcome!
}
type Query { book: Book }
type LendBook {
  dueOn: Date! state: LoanState meta: JSONString anything: Book loan: [Loan!]! next: NextStep
}
type Book { id: ID! loan: Loan }
type Loan { id: ID! dueOn: Date book: Book state: LoanState }
union NextStep = Letter | Call | Visit
type Letter { sentOn: Date }
type Call { at: DateTime }
type Visit { at: DateTime }
union ReturnOutcome = BookReturned | BookLost
type BookReturned { book: Book }
type BookLost { fine: Int }
input LendBookInput { copyId: ID! reader: ReaderInput weeks: Int = 3 }
input ReaderInput { email: String kind: ReaderKind }
enum ReaderKind { CHILD ADULT }
enum LoanState { ON_LOAN BACK }
scalar Date
scalar DateTime
scalar JSONString
"""


def draft_of(page: Path, schema: Path | None = None) -> Draft:
    return make_draft(page, name="library", version="1", schema_file=schema)


@pytest.fixture(scope="module")
def page() -> Contract:
    return import_contract(draft_of(PAGES / "library.txt"), None)


@pytest.fixture(scope="module")
def completed(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    schema = tmp_path_factory.mktemp("schema") / "library.graphql"
    schema.write_text(SCHEMA, "utf-8")
    return import_contract(draft_of(PAGES / "library.txt", schema), None)


def test_servers_and_mutations(page: Contract) -> None:
    assert [(server.name, server.url, server.production) for server in page.servers.values()] == [
        ("DESK", "https://desk.library.example/graphql/", True),
        ("AUTH", "https://vault.library.example/graphql/", True),
    ]
    assert {name: found.server for name, found in page.mutations.items()} == {
        "lendBook": "DESK",
        "returnBook": "DESK",
        "giveBack": "DESK",
        "openVault": "AUTH",
    }


def test_arguments_have_the_types_of_the_variables(page: Contract) -> None:
    arguments = {
        name: [(argument.name, str(argument.type)) for argument in found.arguments]
        for name, found in page.mutations.items()
    }
    assert arguments == {
        "lendBook": [("input", "LendBookInput!"), ("notes", "[String!]")],
        "returnBook": [("copyId", "ID!")],
        "giveBack": [],
        "openVault": [("input", "OpenVaultInput")],
    }
    assert page.opaque_types["LendBookInput"] == "INPUT_OBJECT"


def test_fields_have_the_kinds_of_the_sample(page: Contract) -> None:
    fields = [
        (field.name, field.documented_type, field.members) for field in page.mutations["lendBook"].fields
    ]
    assert fields == [
        ("possibleErrors", "[PossibleErrorType]", ()),
        ("dueOn", "Date", ()),
        ("lentAt", "DateTime", ()),
        ("ticket", "UUID", ()),
        ("weeks", "Int", ()),
        ("fee", "Float", ()),
        ("renewable", "Boolean", ()),
        ("tags", "[String]", ()),
        ("state", None, ()),
        ("meta", "JSON", ()),
        ("anything", None, ()),
        ("loan", "Loan", ()),
        ("next", None, ("Letter", "Call")),
    ]
    assert page.opaque_types["Loan"] == page.opaque_types["Letter"] == "OBJECT"


def test_return_types(page: Contract) -> None:
    returns = {name: (found.returns, found.members) for name, found in page.mutations.items()}
    assert returns == {
        "lendBook": ("LendBook", ()),
        "returnBook": (None, ("BookReturned", "BookLost")),
        "giveBack": ("GiveBack!", ()),
        "openVault": ("OpenVault", ()),
    }


def test_errors_in_order_without_repeats(page: Contract) -> None:
    assert page.mutations["lendBook"].errors == ("KT-CT-7001", "KT-CT-7002", "KT-CT-1112")
    long = "The book cannot be lent to this reader, for reasons which the extension lists."
    assert page.errors["KT-CT-7001"].message == long
    reasons = page.errors["KT-CT-7001"].refusal_reasons
    assert reasons is not None
    assert (reasons.extension, reasons.values) == (
        "lendingRefusalReasons",
        ("COPY_DAMAGED", "READER_IN_ARREARS"),
    )


def test_authorization_and_deprecation(page: Contract) -> None:
    assert {name: found.authorization for name, found in page.mutations.items()} == {
        "lendBook": "declared",
        "returnBook": "stated",
        "giveBack": "none",
        "openVault": "none",
    }
    assert {name: found.replaced_by for name, found in page.mutations.items() if found.deprecated} == {
        "giveBack": "returnBook"
    }


def test_a_page_that_is_cut_short_keeps_what_is_there(page: Contract) -> None:
    assert [field.name for field in page.mutations["openVault"].fields] == ["opened"]
    assert page.mutations["openVault"].fields[0].documented_type is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text.replace(" ", "\u00a0"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("\n", "  \n   "),
        lambda text: text.replace("Type:", "Type:\n").replace("URL:", "URL:\n"),
        lambda text: text.replace("- KT", "-\nKT"),
        lambda text: text.replace("\nArguments\nName | Description |\n---|---|\n", "\n"),
        lambda text: text.replace("KT-CT-1112: '", "KT-CT-1112\n: '"),
        lambda text: text.replace("\nMutation\n", "\n"),
    ],
    ids=["crlf", "nbsp and bom", "empty lines", "indented", "labels", "bullets", "no table", "colon", "no heading"],
)  # fmt: skip
def test_what_converters_do_to_a_page_changes_nothing(page: Contract, tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    text = (PAGES / "library.txt").read_text("utf-8")
    damaged = tmp_path / "library.txt"
    damaged.write_bytes(damage(text).encode())
    assert damage(text) != text
    assert list(disagreements(page, import_contract(draft_of(damaged), None))) == []


def test_markdown(tmp_path: Path) -> None:
    made = import_contract(draft_of(PAGES / "library.md"), None)
    lend, renew = made.mutations["lendBook"], made.mutations["renewLoan"]
    assert (lend.returns, lend.errors, lend.authorization) == (
        "LendBook",
        ("KT-CT-7001", "KT-CT-7002"),
        "none",
    )
    assert made.errors["KT-CT-7002"].message == "There is no such copy."
    assert [(field.name, field.documented_type) for field in lend.fields] == [
        ("dueOn", "Date"),
        ("loan", "Loan"),
    ]
    assert [(argument.name, str(argument.type)) for argument in renew.arguments] == [
        ("loanId", "ID!"),
        ("weeks", "Int"),
    ]
    assert [(field.name, field.documented_type) for field in renew.fields] == [
        ("loan", "Loan"),
        ("dates", "[Date!]"),
    ]
    assert renew.server == lend.server


def test_a_schema_completes_what_the_page_leaves_open(page: Contract, completed: Contract) -> None:
    assert list(disagreements(page, completed)) == []
    assert set(completed.opaque_types) == {"OpenVaultInput", "PossibleErrorType", "Query", "BookReturned"}
    assert completed.inferred_types["LendBookInput"] == "library.graphql"
    assert {"ReaderInput", "ReaderKind", "LoanState", "BookLost"} <= completed.inferred_types.keys()
    fields = {field.name: field for field in completed.mutations["lendBook"].fields}
    assert (str(fields["loan"].type), fields["loan"].documented_type) == ("[Loan!]", "Loan")
    assert (str(fields["dueOn"].type), fields["dueOn"].type_inferred_from) == ("Date", None)
    assert str(fields["state"].type) == "LoanState"
    assert "NextStep" in completed.open_types
    assert str(completed.mutations["returnBook"].type) == "ReturnOutcome"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("$notes: [String!]\n", "$notes: [String!\n", "The operation of lendBook cannot be read"),
        ("lendBook(\ninput", "lendBooks(\ninput", "The operation under lendBook calls lendBooks"),
        ("\nArchive Auth", f"\n{AGAIN}\nArchive Auth", "giveBack is there twice, first on line"),
        ("URL:https://vault.library.example/graphql/\n", "", "openVault has no URL"),
        ("https://vault.library.example/graphql/", "see above", "'see above' is no URL"),
    ],
)
def test_a_page_that_contradicts_itself_is_refused_with_the_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = (PAGES / "library.txt").read_text("utf-8")
    assert old in text
    broken = tmp_path / "library.txt"
    broken.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ImportFailure) as caught:
        draft_of(broken)
    found = [problem for problem in caught.value.problems if said in problem.message]
    assert found, caught.value.problems
    assert found[0].line is not None


@pytest.mark.parametrize("content", [b"", b"Just some text.\n", b"caf\xe9\n"])
def test_what_is_no_page(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    with pytest.raises(ImportFailure, match=r"No mutation is found|not UTF-8"):
        draft_of(path)


def test_two_messages_for_one_code_are_noted(tmp_path: Path) -> None:
    text = (PAGES / "library.txt").read_text("utf-8")
    path = tmp_path / "library.txt"
    path.write_text(text.replace("KT-CT-7003: The vault is closed.", "KT-CT-7002: Closed."), "utf-8")
    assert [note for note in draft_of(path).notes if "KT-CT-7002" in note and "'Closed.'" in note]


def test_writing_leaves_nothing_half_done(tmp_path: Path) -> None:
    made = import_contract(draft_of(PAGES / "library.txt"), tmp_path / "new" / "library")
    assert load_contract(tmp_path / "new" / "library").sha256 == made.sha256
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["library"]
    with pytest.raises(ImportFailure, match="something there already"):
        import_contract(draft_of(PAGES / "library.txt"), tmp_path / "new" / "library")
