"""Importing SDL and introspection, in which descriptions carry the declared errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from graphql import build_schema, introspection_from_schema

from kraken_conformance.spec import Contract, ImportFailure, InvalidContract
from kraken_conformance.spec.diff.agreement import disagreements
from kraken_conformance.spec.export.contract_export import export
from kraken_conformance.spec.importers import import_contract, make_draft

SDL = '''
type Query { book: Book }

type Mutation {
  """
  Lend a book. A KT-CT-7001 error may have a lendingRefusalReasons extension, which
  lists the reasons: COPY_DAMAGED, READER_IN_ARREARS.

  The possible errors that can be raised are:

  - KT-CT-7001: The book cannot be lent.
  - KT-CT-1112: 'Authorization' header not provided.
  - KT-CT-7001: The book cannot be lent.
  """
  lendBook(input: LendBookInput!, quietly: Boolean = false): LendBook

  "This field requires the `Authorization` header to be set."
  returnBook(copyId: ID!): ReturnOutcome!

  giveBack: Boolean @deprecated(reason: "Use 'returnBook' instead.")
}

type LendBook { loan(at: Date): Loan! next: Step }
type Loan implements Node { id: ID! book: Book }
interface Node { id: ID! }
type Book { title: String }
union ReturnOutcome = Book | Loan
union Step = Book
input LendBookInput { copyId: ID!, reader: ReaderInput = { kind: ADULT } }
input ReaderInput { kind: ReaderKind! }
enum ReaderKind { CHILD ADULT }
scalar Date
type Unreached { id: ID }
'''


def imported(path: Path, text: str) -> Contract:
    path.write_text(text, "utf-8")
    return import_contract(make_draft(path, name="library", version="1"), None)


@pytest.mark.parametrize(
    ("types", "count"),
    [
        ("scalar Day input A { a: Int, b: Boolean, c: Float, d: ID } enum E { X Y }", 0),
        ('"A day." scalar Day input A { a: Int }', 1),
        ('scalar Day input A { "A number." a: Int } enum E { "The first." X Y }', 2),
        (
            'interface I { a("An argument." b: Int): Int } type T implements I { a(b: Int): Int } input A { a: Int }',
            1,
        ),
    ],
)
def test_only_descriptions_that_a_schema_has_are_said_to_be_lost(
    tmp_path: Path, types: str, count: int
) -> None:
    (tmp_path / "a.graphql").write_text(
        f'type Query {{ a: Int }} type Mutation {{ "Read." do(a: A): String }} {types}'
    )
    notes = make_draft(tmp_path / "a.graphql", name="a", version="1").notes
    assert [note for note in notes if "descriptions" in note] == (
        [f"The descriptions of {count} types and of their fields are not kept."] if count else []
    )


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    return imported(tmp_path / "library.graphql", SDL)


def test_mutations_types_and_codes(contract: Contract) -> None:
    lend, back, give = contract.mutations.values()
    assert (lend.errors, lend.authorization) == (("KT-CT-7001", "KT-CT-1112"), "declared")
    assert [(field.name, field.documented_type) for field in lend.fields] == [
        ("loan", "Loan!"),
        ("next", "Step"),
    ]
    assert [str(argument.type) for argument in lend.arguments] == ["LendBookInput!", "Boolean"]
    assert (back.returns, back.members, back.authorization) == ("ReturnOutcome!", ("Book", "Loan"), "stated")
    assert (give.deprecated, give.replaced_by, give.fields) == (True, "returnBook", ())
    assert contract.errors["KT-CT-7001"].message == "The book cannot be lent."
    assert not contract.inferred_types
    assert "Unreached" not in contract.schema.type_map


def test_refusal_reasons(contract: Contract) -> None:
    reasons = contract.errors["KT-CT-7001"].refusal_reasons
    assert reasons is not None
    assert reasons.values == ("COPY_DAMAGED", "READER_IN_ARREARS")


@pytest.mark.parametrize("whole", [True, False])
def test_introspection_is_the_same(contract: Contract, tmp_path: Path, whole: bool) -> None:
    answer = introspection_from_schema(build_schema(SDL))
    text = json.dumps({"data": answer} if whole else answer)
    assert list(disagreements(contract, imported(tmp_path / "answer.json", text))) == []


def test_a_schema_is_known_by_its_content_too(contract: Contract, tmp_path: Path) -> None:
    assert list(disagreements(contract, imported(tmp_path / "schema.txt", f"# A schema.\n{SDL}"))) == []


def test_the_address_of_the_server(tmp_path: Path) -> None:
    path = tmp_path / "library.graphql"
    path.write_text(SDL, "utf-8")
    draft = make_draft(path, name="library", version="1", url="https://desk.library.example/graphql/")
    assert [(server.url, server.production) for server in draft.servers] == [
        ("https://desk.library.example/graphql/", True)
    ]
    local = make_draft(path, name="library", version="1")
    assert [server.production for server in local.servers] == [False]


def test_an_export_can_be_imported_again(contract: Contract, tmp_path: Path) -> None:
    again = imported(tmp_path / "again.graphql", export(contract, "sdl"))
    assert list(disagreements(contract, again)) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.graphql", "type Query { book: Book ", "Syntax Error"),
        ("a.graphql", "type Query { book: String }", "no mutation"),
        ("a.graphql", "type Mutation { lend: Lone }", "Lone"),
        ("a.json", "{", "This is no JSON"),
        ("a.json", "[]", "This is no introspection"),
        ("a.json", '{"data": {}}', "This is no introspection"),
        ("a.json", '{"data": null}', "This is no introspection"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises((ImportFailure, InvalidContract), match=said):
        imported(tmp_path / name, text)
