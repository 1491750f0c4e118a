"""Loading: the documented example, and the message for each way in which a contract can be broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from kraken_conformance.spec import ContractNotFound, Effect, InvalidContract, Problem, load_contract
from kraken_conformance.spec.loading.contract_files import load_yaml, yaml_line
from tests.spec.conftest import MakeContract


def test_the_documented_example_loads(library: MakeContract) -> None:
    contract = load_contract(library())
    assert (contract.name, contract.version) == ("library", "2026.11")
    assert [server.name for server in contract.servers.values()] == ["DESK", "ARCHIVE"]
    assert [mutation.name for mutation in contract.on_server("ARCHIVE")] == ["shredRecords"]
    assert {name: found.authorization for name, found in contract.mutations.items()} == {
        "lendBook": "declared",
        "returnBook": "stated",
        "giveBack": "none",
        "shredRecords": "declared",
    }
    assert contract.opaque_types == {
        "BookLost": "OBJECT",
        "Reminder": "OBJECT",
        "ReturnBookInput": "INPUT_OBJECT",
        "ShredRecordsInput": "INPUT_OBJECT",
        "Query": "OBJECT",
    }


def test_provenance_of_fields(library: MakeContract) -> None:
    lend = load_contract(library()).mutations["lendBook"]
    assert [(field.name, field.documented_type, field.type_inferred_from) for field in lend.fields] == [
        ("possibleErrors", "[PossibleErrorType]", None),
        ("dueOn", "Date", None),
        ("loan", "Loan", None),
        ("state", None, "library schema 1.4"),
        ("reminders", "Reminder", "library schema 1.4"),
    ]


def test_mutation_values(library: MakeContract) -> None:
    contract = load_contract(library())
    old, new = contract.mutations["giveBack"], contract.mutations["returnBook"]
    assert (old.deprecated, old.replaced_by, old.returns) == (True, "returnBook", None)
    assert (new.returns, new.members, new.errors_documented) == (
        "ReturnBookResult!",
        ("BookReturned", "BookLost"),
        False,
    )
    assert new.effects == {Effect.IDEMPOTENT, Effect.CHANGES}
    reasons = contract.errors["KT-CT-7001"].refusal_reasons
    assert reasons is not None
    assert reasons.values == ("COPY_DAMAGED", "READER_IN_ARREARS")


def test_the_digest_does_not_depend_on_line_endings(library: MakeContract) -> None:
    folder = library()
    before = load_contract(folder).sha256
    path = folder / "contract.graphql"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_contract(folder).sha256 == before


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(InvalidContract) as caught:
        load_contract(folder)
    return list(caught.value.problems)


def line_with(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


LEND = '@errors(codes: ["KT-CT-7001", "KT-CT-1112"])'


@pytest.mark.parametrize(
    ("old", "new", "marked", "said"),
    [
        ("@authorizationStated", "@authorizationSaid", "@authorizationSaid", "Unknown directive '@authorizationSaid'"),
        (LEND, LEND.replace("7001", "7009"), "lendBook(", "lendBook lists KT-CT-7009, which errors.yaml does not"),
        (LEND, LEND.replace("7001", "1112"), "lendBook(", "lendBook lists KT-CT-1112 twice"),
        ("loan: Loan", "loan: Lone", "loan: Lone", "Unknown type 'Lone'"),
        ("  shredRecords(", "  lendBook(", "  lendBook(", "can only be defined once"),
        ('@contract(name: "library", version: "2026.11")', "", "schema", "The schema has no @contract"),
        ("  mutation: Mutation\n", "", "schema", "The schema does not name its mutations"),
        ("  mutation: Mutation\n", "  mutation: Query\n", "schema", "The schema does not name its mutations"),
        ("    @server(name: ARCHIVE)\n", "", "shredRecords(", "shredRecords has no @server"),
        ("    @server(name: ARCHIVE)", "    @server(name: CELLAR)", "CELLAR", "CELLAR"),
        ("classes: [DESTROYS]", "classes: [BURNS]", "BURNS", "BURNS"),
        ('version: "2026.11"', "version: 2026", "2026", "String cannot represent"),
        ('mutation: "returnBook"', 'mutation: "takeBack"', "giveBack(", "replaced by takeBack, which is no"),
        ("enum ContractServer", "enum Servers", None, "Unknown type 'ContractServer'"),
        (' @site(url: "https://archive.library.example/graphql/", production: true)', "", "ARCHIVE", "has no @site"),
        ("type GiveBack {\n  done: Boolean\n}", "type GiveBack", "type GiveBack", "must define one or more fields"),
        ("type GiveBack {", "type GiveBack {{", "GiveBack {{", "Syntax Error"),
        ("scalar Date\n", 'scalar Date @inferred(from: "a") @inferred(from: "b")\n', "scalar Date @", "is there twice"),
        ("    @authorizationStated", "    @authorizationStated @authorizationStated", "returnBook(", "is there twice"),
        ("type GiveBack {", "extend type LendBook {", "extend type", "A contract has no `extend`"),
    ],
)  # fmt: skip
def test_broken_sdl(library: MakeContract, old: str, new: str, marked: str | None, said: str) -> None:
    folder = library((old, new))
    found = problems_of(folder)
    matching = [problem for problem in found if said in problem.message]
    assert matching, found
    assert matching[0].file == str(folder / "contract.graphql")
    assert matching[0].remedy
    if marked is not None and marked != "  lendBook(":
        assert matching[0].line == line_with(folder, "contract.graphql", marked)


@pytest.mark.parametrize(
    ("old", "new", "marked", "said"),
    [
        ("errors:\n  KT", "codes:\n  KT", None, "There is no mapping `errors`"),
        ("  KT-CT-7002:\n", "  KT-CT-7003:\n", None, "'KT-CT-7003' is there twice"),
        ("KT-CT-7002:", "7002:", "7002:", "7002 is no error code"),
        ('message: "There is no such copy."', "text: lost", "KT-CT-7002", "KT-CT-7002 has no message"),
        ("meaning: Too many", "message: Too many", "KT-CT-1199", "KT-CT-1199 has no meaning"),
        ("      extension: lendingRefusalReasons\n", "", "refusal_reasons", "refusal reasons of KT-CT-7001"),
        ("error_types:", "error_type:", "error_type:", "'error_type' is not a known key"),
        ("  - APPLICATION", "  - 5", "error_types", "error_types is no list of texts"),
        ("common:\n  KT", "common: [\n  KT", None, "This cannot be read as YAML"),
    ],
)  # fmt: skip
def test_broken_errors(library: MakeContract, old: str, new: str, marked: str | None, said: str) -> None:
    folder = library(errors=((old, new),))
    matching = [problem for problem in problems_of(folder) if said in problem.message]
    assert matching
    assert matching[0].file == str(folder / "errors.yaml")
    if marked is not None:
        assert matching[0].line == line_with(folder, "errors.yaml", marked)


@pytest.mark.parametrize("name", ["contract.graphql", "errors.yaml"])
def test_a_file_that_is_not_utf8(library: MakeContract, name: str) -> None:
    folder = library()
    path = folder / name
    path.write_bytes(b"# first line\n# \xe9t\xe9\n" + path.read_bytes())
    assert problems_of(folder) == [Problem(str(path), 2, "The file is not UTF-8.", "Save it as UTF-8.")]


@pytest.mark.parametrize("name", ["contract.graphql", "errors.yaml"])
def test_a_missing_file(library: MakeContract, name: str) -> None:
    folder = library()
    (folder / name).unlink()
    with pytest.raises(ContractNotFound, match=name):
        load_contract(folder)


def test_every_problem_of_a_kind_is_reported(library: MakeContract) -> None:
    folder = library(("loan: Loan", "loan: Lone"), ("done: Boolean", "done: Bool"))
    assert len(problems_of(folder)) == 2


def test_a_byte_order_mark_is_no_problem(library: MakeContract) -> None:
    folder = library()
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_contract(folder).name == "library"


def test_a_contract_is_read_again_only_where_a_file_has_changed(library: MakeContract) -> None:
    folder = library()
    first = load_contract(folder)
    assert load_contract(folder) is first
    sdl = folder / "contract.graphql"
    sdl.write_text(sdl.read_text("utf-8").replace('version: "2026.11"', 'version: "2026.12"'), "utf-8")
    assert (load_contract(folder).version, first.version) == ("2026.12", "2026.11")


def test_the_place_of_an_entry_is_found_in_whatever_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "errors.yaml"
    path.write_text("common:\n  KT-CT-1: {mess?ge: none}\n", "utf-8")
    assert load_yaml(path) == {"common": {"KT-CT-1": {"mess?ge": "none"}}}
    assert yaml_line(path, "common", "KT-CT-1", "mess?ge") == 2
