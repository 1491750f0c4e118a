"""The commands of spec and explain, as a person calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kraken_conformance.cli.main import main
from kraken_conformance.spec import load_contract, load_requirements
from kraken_conformance.spec.export.contract_export import export
from tests.spec.conftest import MakeContract, library  # noqa: F401  (a fixture)

PAGE = Path(__file__).parents[1] / "spec" / "pages" / "library.txt"

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def call(*arguments: object) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return call


def test_export_to_a_file_and_to_standard_output(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "oefr.json"
    assert run("spec", "export", "--output", path).exit_code == 0
    assert json.loads(path.read_text("utf-8"))["name"] == "oefr"
    assert run("spec", "export", "--format", "json").stdout == path.read_text("utf-8")
    assert run("spec", "export", "--format", "sdl", "--server", "AUTH").stdout.count("MfaDevice(") == 3


def test_export_refuses_what_does_not_exist(run: Run, tmp_path: Path) -> None:
    result = run("spec", "export", "--server", "AUT")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean AUTH?" in result.stderr
    assert run("spec", "export", "--format", "xml").exit_code == 2
    assert run("spec", "export", "--output", tmp_path / "none" / "there.json").exit_code == 2
    assert run("spec", "export", tmp_path).exit_code == 2


def test_show_a_mutation(run: Run) -> None:
    shown = run("spec", "show", "backendScreenEvent").stdout
    for text in ("BackendScreenEventInput!", "DeeplinkActionType", "KT-GB-9310", "KT-CT-1199", "CHANGES"):
        assert text in shown


def test_show_a_code(run: Run) -> None:
    shown = run("spec", "show", "KT-CT-4357").stdout
    for text in ("boostChargeRefusalReasons", "BC_DEVICE_RETIRED", "triggerBoostCharge"):
        assert text in shown
    assert "Every mutation may raise it." in run("spec", "show", "KT-CT-1199").stdout


@pytest.mark.parametrize(
    ("name", "near"),
    [("acceptQote", "acceptQuote"), ("ACCEPTQUOTE", "acceptQuote"), ("KT-CT-435", "KT-CT-4")],
)
def test_show_an_unknown_name(run: Run, name: str, near: str) -> None:
    result = run("spec", "show", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Did you mean {near}" in result.stderr


def test_show_from_a_contract_of_ones_own(run: Run, library: MakeContract) -> None:  # noqa: F811
    shown = run("spec", "show", "lendBook", "--contract", library()).stdout
    assert "documented: Reminder" in " ".join(shown.split())


def test_import_a_page(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "made"
    result = run("spec", "import", PAGE, "--output", made, "--name", "library", "--version", "2")
    assert result.exit_code == 0
    assert "4 mutations, 4 error codes, 2 servers" in result.stdout
    contract = load_contract(made)
    assert (contract.name, contract.version) == ("library", "2")
    again = run("spec", "import", PAGE, "--output", made)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "something there already" in again.stderr


def test_compare_a_page_with_a_contract(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "made"
    run("spec", "import", PAGE, "--output", made)
    agreed = run("spec", "import", PAGE, "--compare", made)
    assert agreed.exit_code == 0
    assert "agrees with" in agreed.stdout
    other = tmp_path / "other.txt"
    other.write_text(PAGE.read_text("utf-8").replace("$weeks", "$week").replace("dueOn", "dueAt"), "utf-8")
    result = run("spec", "import", other, "--compare", made)
    assert result.exit_code == 1
    assert "lendBook: fields: number 2" in result.stdout
    assert run("spec", "import", PAGE, "--compare", "oefr").exit_code == 1


def test_import_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    assert "--output FOLDER or --update FOLDER, --compare CONTRACT" in run("spec", "import", PAGE).stderr
    empty = tmp_path / "empty.txt"
    empty.write_text("", "utf-8")
    result = run("spec", "import", empty, "--output", tmp_path / "made")
    assert result.exit_code == 2
    assert "No mutation is found" in result.stderr
    assert not (tmp_path / "made").exists()
    assert run("spec", "import", tmp_path / "none.txt", "--compare", "oefr").exit_code == 2


def test_diff(run: Run, library: MakeContract) -> None:  # noqa: F811
    before = library()
    after = library(("copyId: ID!): GiveBack", "copyId: Int!): GiveBack"))
    same = run("spec", "diff", before, before)
    assert (same.exit_code, same.stdout) == (0, "No difference.\n")
    text = run("spec", "diff", before, after)
    assert text.exit_code == 1
    assert "giveBack.copyId: copyId was ID! and is Int!." in text.stdout
    found = json.loads(run("spec", "diff", before, after, "--format", "json").stdout)
    assert found["changes"][0]["class"] == "breaking"
    assert found["summary"]["kinds"] == {"argument-type": 1}


def test_diff_with_a_schema_file(run: Run, tmp_path: Path) -> None:
    schema = tmp_path / "oefr.graphql"
    schema.write_text(export(load_contract("oefr"), "sdl"), "utf-8")
    assert run("spec", "diff", "oefr", schema).exit_code == 0
    assert run("spec", "diff", "oefr", tmp_path / "none.graphql").exit_code == 2


def test_lint(run: Run, library: MakeContract) -> None:  # noqa: F811
    assert run("spec", "lint").exit_code == 0
    assert run("spec", "lint", library(("scalar DateTime", "scalar DateTime\nscalar Time"))).exit_code == 1
    broken = run("spec", "lint", library(("loan: Loan", "loan: Lone")))
    assert (broken.exit_code, broken.stdout) == (2, "")
    assert "Unknown type 'Lone'" in broken.stderr


def test_explain(run: Run) -> None:
    requirement = load_requirements()["error.code-declared"]
    shown = " ".join(run("explain", requirement.id).stdout.split())
    for text in (requirement.level, requirement.text, requirement.citation, requirement.remedy):
        assert " ".join(text.split()) in shown
    listed = run("explain").stdout
    assert [id_ for id_ in load_requirements() if id_ not in listed] == []


def test_explain_a_code_and_an_unknown_id(run: Run) -> None:
    assert "header not provided" in run("explain", "KT-CT-1112").stdout
    result = run("explain", "error.code-declard")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean error.code-declared?" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["spec"], ["spec", "diff"], ["spec", "import"], ["explain"]])
def test_help_comes_without_the_heavy_libraries(arguments: list[str]) -> None:
    script = (
        "import sys; from kraken_conformance.cli.main import main; "
        f"main([*{arguments!r}, '--help'], standalone_mode=False); "
        "print(sorted({'graphql', 'hypothesis', 'schemathesis', 'httpx', 'yaml'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", ["export", "import", "diff", "lint", "show"])
def test_help(run: Run, command: str) -> None:
    assert run("spec", command, "--help").exit_code == 0
    assert command in run("spec", "--help").stdout
