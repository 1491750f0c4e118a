"""The facts of the platform, and what a contract replaces of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kraken_conformance.spec import InvalidContract, Platform, Role, common_platform, load_contract

THREE_SITES = Path(__file__).parents[1] / "end_to_end" / "contracts" / "three_sites"


def made(folder: Path, platform: str) -> Path:
    """Write the contract with three sites and another platform.yaml."""
    shutil.copytree(THREE_SITES, folder)
    (folder / "platform.yaml").write_text(platform, "utf-8")
    return folder


def test_a_contract_without_a_file_has_the_common_facts() -> None:
    own, common = load_contract("oefr").platform, common_platform()
    assert (own.headers, own.errors, own.possible_errors) == (
        common.headers,
        common.errors,
        common.possible_errors,
    )
    assert own.paths == {"API": "/v1/graphql", "AUTH": "/auth/graphql"}
    assert own.login is not None
    assert (own.login.site, own.login.input_type) == ("API", "ObtainJSONWebTokenInput!")


def test_the_facts_survive_the_way_to_another_process() -> None:
    own = load_contract(THREE_SITES).platform
    assert Platform.from_plain(json.loads(json.dumps(own.to_plain()))) == own


def test_another_platform() -> None:
    contract = load_contract(THREE_SITES)
    login = contract.platform.login
    assert login is not None
    assert login.site == "DOOR"
    assert login.document == (
        "mutation Login($credentials: SignInInput!) { signIn(credentials: $credentials) { sessionToken } }"
    )
    assert contract.platform.headers.dry_run_header == ("X-Rehearsal", "true")
    assert contract.mutations["lendBook"].possible_errors == "outcomes"
    assert contract.mutations["lendBook"].authorization == "declared"
    assert contract.codes_of(Role.NO_TOKEN) == {"LIB-0001"}
    assert contract.errors["LIB-0101"].country is None


def test_entries_are_replaced_one_by_one(tmp_path: Path) -> None:
    platform = "errors: {code_form: 'LIB-[0-9]{4}', code_form_in_words: a LIB code}\nlogin: null\n"
    contract = load_contract(made(tmp_path / "c", platform))
    assert contract.platform.errors.code == "errorCode"
    assert contract.platform.errors.is_code("LIB-0101")
    assert not contract.platform.errors.is_code("KT-CT-1111")
    assert contract.platform.login is None


@pytest.mark.parametrize(
    ("platform", "line", "message"),
    [
        ("sites: {}\n", 1, "Section 'sites' is unknown."),
        ("headers: [a]\n", 1, "headers is no mapping."),
        ("headers:\n  cookie: c\n", 2, "headers: key 'cookie' is unknown."),
        ("headers:\n  authorization: 1\n", 2, "headers: authorization is not a text."),
        ("headers:\n  dry_run_former: x\n", 2, "headers: dry_run_former is not a list."),
        ("paths:\n  CELLAR: /c\n", 2, "paths: 'CELLAR' is no server of the contract."),
        ("roles:\n  thief: [LIB-0001]\n", 2, "roles: 'thief' is unknown."),
        ("errors:\n  code_form: '['\n", 2, "code_form is no regular expression"),
        (
            "errors:\n  code_form: '[A--Z]'\n",
            2,
            "code_form is no regular expression: Possible set difference",
        ),
        ("errors:\n  code_form: 'A{99999999999}'\n", 2, "code_form is no regular expression"),
        (f"errors:\n  code_form: '{'(' * 9_000}'\n", 2, "code_form is no regular expression"),
        (f"errors:\n  code_form: 'A{{{'9' * 5_000}}}'\n", 2, "code_form is no regular expression"),
        ("- a\n", None, "This is no mapping."),
    ],
)
def test_what_is_wrong_has_a_line(tmp_path: Path, platform: str, line: int | None, message: str) -> None:
    with pytest.raises(InvalidContract) as caught:
        load_contract(made(tmp_path / "c", platform))
    assert any(message in problem.message and problem.line == line for problem in caught.value.problems)


def test_a_code_of_another_form_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(InvalidContract, match="'LIB-0001' is no error code"):
        load_contract(made(tmp_path / "c", "{}\n"))


@pytest.mark.parametrize(
    ("invented", "message"),
    [
        ("type Loan { id: ID }", "Loan is defined in contract.graphql."),
        ("query { loans { id } }", "There is a operation here."),
        ("type {", "Syntax Error"),
    ],
)
def test_invented_types_replace_nothing_that_is_known(tmp_path: Path, invented: str, message: str) -> None:
    shutil.copytree(THREE_SITES, tmp_path / "c")
    (tmp_path / "c" / "invented.graphql").write_text(invented, "utf-8")
    with pytest.raises(InvalidContract, match=message.replace(".", r"\.")):
        load_contract(tmp_path / "c")
