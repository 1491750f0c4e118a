"""Lint holds the login and the roles of platform.yaml against the contract."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kraken_conformance.spec.lint.contract_lint import lint

THREE_SITES = Path(__file__).parents[1] / "end_to_end" / "contracts" / "three_sites"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("mutation: signIn", "mutation: sigIn", 2, "login: the contract has no mutation 'sigIn'"),
        (
            "argument: credentials",
            "argument: input",
            3,
            "signIn has the arguments credentials; a login has one",
        ),
        ("readerCard,", "readerCart,", 5, "credentials of signIn has no field 'readerCart'"),
        ("api_key: staffKey", "api_key: times", 6, "credentials of signIn has no field 'times'"),
        ("[readerCard, staffKey]", "[readerCard]", 6, "'staffKey' is none of the ways to log in"),
        ("token: sessionToken", "token: session", 7, "what signIn gives has no field 'session'"),
        ("refresh_token: null", "refresh_token: renewal", 10, "what signIn gives has no field 'renewal'"),
        (
            "refresh_end: null",
            "refresh_end: null\n  ends: logOut",
            12,
            "the contract has no mutation 'logOut'",
        ),
        ("headers:", "roles:\n  no-token: [LIB-9999]\nheaders:", 13, "no-token has the code LIB-9999, which"),
    ],
)
def test_what_is_named_and_is_not_there(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    folder = Path(shutil.copytree(THREE_SITES, tmp_path / "contract"))
    assert lint(folder) == []
    path = folder / "platform.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    problem = lint(folder)[0]
    assert said in problem.message
    assert (problem.file, problem.line) == (str(path), line)


def test_a_login_of_the_platform_that_a_contract_does_not_state_is_no_problem(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(THREE_SITES, tmp_path / "contract"))
    path = folder / "platform.yaml"
    path.write_text(
        path.read_text("utf-8").partition("headers:")[1] + path.read_text("utf-8").partition("headers:")[2]
    )
    assert [problem for problem in lint(folder) if problem.file == str(path)] == []
