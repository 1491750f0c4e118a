"""Every kind of difference, each from one change, and its class for a client of the first side."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema

from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.spec.diff.change import ContractChange
from kraken_conformance.spec.diff.contract_diff import diff
from kraken_conformance.spec.export.contract_export import export
from kraken_conformance.spec.loading.schema_file import read_schema
from tests.spec.conftest import MakeContract

BEFORE = '''
type Query { book: Book }
type Mutation {
  """
  The possible errors that can be raised are:
  - KT-CT-7001: Not lent.
  - KT-CT-7002: No such copy.
  """
  lend(input: LendInput!, weeks: Int, kinds: [Kind!]): Lend
  back(id: ID!): Outcome!
}
type Lend { loan: Loan dates: [Date] state: State count: Int price: Float done: Boolean! note: String either: Outcome }
type Loan { id: ID! book: Book }
type Book { title: String }
type Letter { id: ID }
union Outcome = Book | Loan
input LendInput { copyId: ID! note: String kind: Kind }
enum Kind { CHILD ADULT }
enum State { OPEN CLOSED }
scalar Date
'''


def changes(
    first: Contract | GraphQLSchema, second: Contract | GraphQLSchema
) -> list[tuple[str, str, str | None, str]]:
    return [
        (found.severity.value, found.kind, found.mutation, found.path)
        for found in diff(first, second).changes
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("back(id: ID!): Outcome!", "", [("breaking", "mutation-missing", "back", "")]),
        ("back(id: ID!)", "keep: Int\n  back(id: ID!)", [("safe", "mutation-added", "keep", "")]),
        (", weeks: Int", "", [("breaking", "argument-missing", "lend", "weeks")]),
        ("weeks: Int", "weeks: Float", [("breaking", "argument-type", "lend", "weeks")]),
        ("weeks: Int", "weeks: Int!", [("breaking", "argument-type", "lend", "weeks")]),
        ("weeks: Int", "weeks: Int! = 1", [  # null is not taken any more
            ("breaking", "argument-type", "lend", "weeks"),
            ("dangerous", "argument-default-added", "lend", "weeks"),
        ]),
        ("weeks: Int", "weeks: Int = 1", [("dangerous", "argument-default-added", "lend", "weeks")]),
        ("either: Outcome", "either: [Outcome]", [("breaking", "field-type", "lend", "either")]),
        ("type Loan {", "interface Loan {", [("dangerous", "type-kind", "lend", "loan")]),
        ("scalar Date", "enum Date { TODAY }", [("breaking", "type-kind", "lend", "dates")]),
        ("enum State { OPEN CLOSED }", "scalar State", [("dangerous", "type-kind", "lend", "state")]),
        ("CHILD ADULT", "CHILD ADULT @deprecated", [("dangerous", "enum-value-deprecation", "lend", "input.kind")]),
        ("OPEN CLOSED", "OPEN @deprecated CLOSED", [("dangerous", "enum-value-deprecation", "lend", "state")]),
        ("weeks: Int", "weeks: [Int]", [("breaking", "argument-type", "lend", "weeks")]),
        ("[Kind!]", "[Kind]", [("safe", "argument-type", "lend", "kinds")]),
        ("id: ID!)", "id: ID)", [("safe", "argument-type", "back", "id")]),
        ("weeks: Int", "weeks: Int, at: Date", [("safe", "argument-added", "lend", "at")]),
        ("weeks: Int", "weeks: Int, at: Date!", [("breaking", "argument-required-added", "lend", "at")]),
        ("weeks: Int", "weeks: Int, at: Date! = 1", [("safe", "argument-added", "lend", "at")]),
        (" note: String kind", " kind", [("breaking", "input-field-missing", "lend", "input.note")]),
        ("copyId: ID!", "copyId: Int!", [("breaking", "input-field-type", "lend", "input.copyId")]),
        ("copyId: ID!", "copyId: ID! by: ID", [("safe", "input-field-added", "lend", "input.by")]),
        ("copyId: ID!", "copyId: ID! by: ID!", [("breaking", "input-field-required-added", "lend", "input.by")]),
        ("CHILD ADULT", "ADULT", [("breaking", "enum-value-missing", "lend", "input.kind")]),
        ("CHILD ADULT", "CHILD ADULT PET", [("safe", "enum-value-added", "lend", "input.kind")]),
        ("OPEN CLOSED", "OPEN CLOSED LOST", [("dangerous", "enum-value-added", "lend", "state")]),
        ("OPEN CLOSED", "OPEN", [("safe", "enum-value-missing", "lend", "state")]),
        (": Outcome!", ": Outcome", [("breaking", "return-type", "back", "")]),
        (" state: State", "", [("breaking", "field-missing", "lend", "state")]),
        (" state: State", " state: State more: Int", [("safe", "field-added", "lend", "more")]),
        ("done: Boolean!", "done: Boolean", [("breaking", "field-type", "lend", "done")]),
        ("state: State", "state: State!", []),
        ("dates: [Date]", "dates: Date", [("breaking", "field-type", "lend", "dates")]),
        ("count: Int", "count: String", [("breaking", "field-type", "lend", "count")]),
        ("count: Int", "count: Float", [("breaking", "field-type", "lend", "count")]),
        ("price: Float", "price: Int", [("safe", "field-type", "lend", "price")]),
        ("note: String either", "note: ID either", []),
        ("note: String either", "note: Date either", [("dangerous", "field-type", "lend", "note")]),
        ("note: String either", "note: Book either", [("breaking", "field-type", "lend", "note")]),
        ("loan: Loan", "loan: Letter", [
            ("breaking", "field-type", "lend", "loan"),
            ("breaking", "field-type", "lend", "loan.id"),
            ("breaking", "field-missing", "lend", "loan.book"),
        ]),
        ("title: String", "name: String", [
            ("breaking", "field-missing", "lend", "loan.book.title"),
            ("safe", "field-added", "lend", "loan.book.name"),
        ]),
        ("count: Int", "count(of: Int!): Int", [("breaking", "field-argument-required-added", "lend", "count.of")]),
        ("= Book | Loan", "= Book", [
            ("breaking", "member-missing", "lend", "either"),
            ("breaking", "member-missing", "back", ""),
        ]),
        ("= Book | Loan", "= Book | Loan | Letter", [
            ("dangerous", "member-added", "lend", "either"),
            ("dangerous", "member-added", "back", ""),
        ]),
        ("- KT-CT-7002: No such copy.", "- KT-CT-7003: Gone.", [
            ("dangerous", "error-added", "lend", "KT-CT-7003"),
            ("safe", "error-dropped", "lend", "KT-CT-7002"),
        ]),
        ("Not lent.", "Never lent.", [("safe", "error-message", None, "KT-CT-7001")]),
        (": Outcome!", ": Outcome! @deprecated", [("dangerous", "deprecation", "back", "")]),
    ],
)  # fmt: skip
def test_one_change(old: str, new: str, expected: list[tuple[str, str, str | None, str]]) -> None:
    assert old in BEFORE
    assert changes(build_schema(BEFORE), build_schema(BEFORE.replace(old, new, 1))) == expected


def test_nothing_changes_between_equals(oefr: Contract, library: MakeContract) -> None:
    assert diff(oefr, oefr).changes == ()
    assert diff(build_schema(BEFORE), build_schema(BEFORE)).changes == ()
    assert diff(load_contract(library()), load_contract(library())).changes == ()


def test_a_contract_against_its_own_sdl(oefr: Contract, tmp_path: Path) -> None:
    path = tmp_path / "oefr.graphql"
    path.write_text(export(oefr, "sdl"), "utf-8")
    assert diff(oefr, read_schema(path)).changes == ()


def test_a_schema_without_errors_in_its_descriptions_drops_none() -> None:
    silent = build_schema(BEFORE.replace("- KT", "KT").replace("The possible errors", "Errors"))
    assert changes(build_schema(BEFORE), silent) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  copyId: ID!\n", "", {("dangerous", "input-field-missing")}),
        ("  copyId: ID!\n", "  copyId: ID!\n  by: ID!\n", {("dangerous", "input-field-required-added")}),
        ("scalar ReturnBookInput @undocumented(kind: INPUT_OBJECT)", "input ReturnBookInput { id: ID! }", set()),
        ("scalar Reminder @undocumented(kind: OBJECT)", "type Reminder { at: Date! }", set()),
        ("  OVERDUE\n", "", {("safe", "enum-value-missing")}),
        ("state: LoanState @inferredType", "state: String @inferredType", set()),
        ("state: LoanState @inferredType", "state: Loan @inferredType", {("breaking", "field-type")}),
        ("reminders: [Reminder] @inferredType", "reminders: Reminder @inferredType", set()),
        ("dueOn: Date\n  loan", "dueOn: Date!\n  loan", set()),
        ("giveBack(copyId: ID!): GiveBack\n", "giveBack(copyId: ID!): GiveBack!\n", set()),
        ("type Loan @inferred(from: \"library schema 1.4\") {\n  id: ID!\n  dueOn: Date\n}",
         "type Loan @inferred(from: \"library schema 1.4\") {\n  id: Int\n}",
         {("dangerous", "field-missing"), ("dangerous", "field-type")}),
        ("@server(name: ARCHIVE)", "@server(name: DESK)", {("breaking", "server")}),
        ("https://archive.", "https://new.", {("breaking", "server-url")}),
    ],
)  # fmt: skip
def test_what_is_only_inferred_breaks_nobody(
    library: MakeContract, old: str, new: str, expected: set[tuple[str, str]]
) -> None:
    first, second = load_contract(library()), load_contract(library((old, new)))
    assert {(found.severity.value, found.kind) for found in diff(first, second).changes} == expected


RICH = """
type Query { ping: Boolean }
type Mutation { go(input: In!, n: Int! = 3, tags: [String!] = ["a"]): P }
type P { ok: Boolean node(id: ID!, deep: Int = 1): Node total(at: Day!): Int }
interface Node { id: ID! }
type A implements Node { id: ID! a(from: Day!): Int }
type B implements Node { id: ID! b: String }
input In { size: Int! = 1 mode: Mode = FAST flags: [Int!]! = [1] }
enum Mode { FAST SLOW }
scalar Day
scalar Money
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("n: Int! = 3", "n: Int!", [("breaking", "argument-default-removed", "go", "n")]),
        ('tags: [String!] = ["a"]', "tags: [String!]", [("breaking", "argument-default-removed", "go", "tags")]),
        ('["a"]', '["b"]', [("dangerous", "argument-default-changed", "go", "tags")]),
        ("mode: Mode = FAST", "mode: Mode = SLOW", [
            ("dangerous", "input-field-default-changed", "go", "input.mode"),
        ]),
        ("size: Int! = 1", "size: Int!", [("breaking", "input-field-default-removed", "go", "input.size")]),
        ("deep: Int = 1", "deep: Int = 2", [("dangerous", "field-argument-default-changed", "go", "node.deep")]),
        (", deep: Int = 1", "", [("breaking", "field-argument-missing", "go", "node.deep")]),
        ("deep: Int = 1", "deep: Day", [
            ("breaking", "field-argument-type", "go", "node.deep"),
            ("breaking", "field-argument-default-removed", "go", "node.deep"),
        ]),
        ("deep: Int = 1", "deep: Int = 1, far: Int!", [
            ("breaking", "field-argument-required-added", "go", "node.far"),
        ]),
        ("deep: Int = 1", "deep: Int = 1, far: Int", [("safe", "field-argument-added", "go", "node.far")]),
        ("a(from: Day!): Int", "", [("breaking", "field-missing", "go", "node.A.a")]),
        ("type B implements Node", "type B", [("breaking", "member-missing", "go", "node")]),
        ("scalar Day", "scalar Day type C implements Node { id: ID! }", [
            ("dangerous", "member-added", "go", "node"),
        ]),
        ("total(at: Day!): Int", "total(at: Day!): Money", [("breaking", "field-type", "go", "total")]),
        ("b: String", "b: String @deprecated", [("dangerous", "field-deprecation", "go", "node.B.b")]),
        ("mode: Mode = FAST", "mode: Mode = FAST @deprecated", [
            ("dangerous", "input-field-deprecation", "go", "input.mode"),
        ]),
        (', tags: [String!] = ["a"]', ', tags: [String!] = ["a"] @deprecated', [
            ("dangerous", "argument-deprecation", "go", "tags"),
        ]),
    ],
)  # fmt: skip
def test_a_change_deep_down(old: str, new: str, expected: list[tuple[str, str, str | None, str]]) -> None:
    assert old in RICH
    assert changes(build_schema(RICH), build_schema(RICH.replace(old, new, 1))) == expected


def test_an_input_that_becomes_one_of() -> None:
    before = "type Query { a: Int } type Mutation { go(by: By!): Int } input By { id: ID name: String }"
    after = before.replace("input By", "input By @oneOf")
    assert changes(build_schema(before), build_schema(after)) == [("breaking", "input-one-of", "go", "by")]


@pytest.mark.parametrize("sdl", [BEFORE, RICH])
def test_nothing_differs_from_itself(sdl: str) -> None:
    assert changes(build_schema(sdl), build_schema(sdl)) == []


def test_the_shipped_contract_does_not_differ_from_itself() -> None:
    assert diff(load_contract("oefr"), load_contract("oefr")).changes == ()


def test_common_codes_surprise_nobody(library: MakeContract) -> None:
    first = load_contract(library())
    second = load_contract(library(('codes: ["KT-CT-7002"]', 'codes: ["KT-CT-7002", "KT-CT-1199"]')))
    assert diff(first, second).changes == ()


def test_an_open_union_may_have_more_members() -> None:
    # The shipped contract marks ActionType as open: backendScreenEvent may answer with other actions.
    oefr = load_contract("oefr")
    sdl = export(oefr, "sdl").replace("| ScreenActionType", "| ScreenActionType | GoodsPurchase")
    detail = "GoodsPurchase is a member of ActionType now."
    expected = ContractChange.safe("member-added", "backendScreenEvent", "action", detail, "ActionType")
    assert diff(oefr, build_schema(sdl)).changes == (expected,)


def test_json(library: MakeContract) -> None:
    first = load_contract(library())
    second = load_contract(
        library(('"KT-CT-7003", "KT-CT-1112"', '"KT-CT-7001"'), ("    @authorizationStated\n", ""))
    )
    assert diff(first, second).as_json() == {
        "changes": [
            {"class": "dangerous", "kind": "error-added", "mutation": "shredRecords", "path": "KT-CT-7001",
             "coordinate": "Mutation.shredRecords",
             "detail": "shredRecords may raise KT-CT-7001 now."},
            {"class": "safe", "kind": "error-dropped", "mutation": "shredRecords", "path": "KT-CT-7003",
             "coordinate": "Mutation.shredRecords",
             "detail": "shredRecords does not raise KT-CT-7003 any more."},
            {"class": "safe", "kind": "error-dropped", "mutation": "shredRecords", "path": "KT-CT-1112",
             "coordinate": "Mutation.shredRecords",
             "detail": "shredRecords does not raise KT-CT-1112 any more."},
        ],
        "summary": {
            "breaking": 0, "dangerous": 1, "safe": 2,
            "kinds": {"error-added": 1, "error-dropped": 2},
            "mutations_by_kind": {"error-added": 1, "error-dropped": 1},
            "mutations_with_other_codes": 1,
        },
    }  # fmt: skip
