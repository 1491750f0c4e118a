"""A login under another name is drafted where its form leaves no doubt, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kraken_conformance.spec import load_contract
from tests.command_line import call

SCHEMA = """
type Query { a: Int }
type Mutation { signIn(input: SignInInput!): SignedIn renameDog(name: String): Dog }
input SignInInput { card: String staffKey: String refreshToken: String times: Int }
type SignedIn { token: String! refreshToken: String expires: Int }
type Dog { id: ID name: String }
"""


def imported(folder: Path, schema: str) -> Path:
    (folder / "schema.graphql").write_text(schema, "utf-8")
    done = call("spec", "import", folder / "schema.graphql", "--output", folder / "contract")
    assert done.returncode == 0, done.stderr
    return folder / "contract"


def test_a_login_is_drafted(tmp_path: Path) -> None:
    contract = imported(tmp_path, SCHEMA)
    login = load_contract(contract).platform.login
    assert login is not None
    assert (login.mutation, login.argument, login.input_type) == ("signIn", "input", "SignInInput!")
    assert login.ways == ("card", "staffKey", "refreshToken")
    assert (login.api_key, login.refresh) == ("staffKey", "refreshToken")
    assert (login.token, login.refresh_token) == ("token", "refreshToken")
    assert "Nothing to fix." in call("spec", "lint", contract).stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("signIn(", "renameCat("),
        ("token: String!", "word: String!"),
        ("token: String!", "token: Int"),
        ("token: String!", "token: String! sessionToken: String"),
        ("card: String", "card: String!"),
        ("staffKey", "staffCard"),
        ("input: SignInInput!", "input: SignInInput! at: Int"),
        ("input: SignInInput!", "staffKey: String!"),
        ("renameDog(name: String): Dog", "logIn(input: SignInInput!): SignedIn"),
    ],
)
def test_what_may_be_something_else_is_no_login(tmp_path: Path, old: str, new: str) -> None:
    assert SCHEMA.count(old) == 1
    contract = imported(tmp_path, SCHEMA.replace(old, new))
    assert load_contract(contract).platform.login is None


def test_a_login_of_another_form_is_named(tmp_path: Path) -> None:
    schema = SCHEMA.replace("input: SignInInput!", "email: String!, password: String!")
    (tmp_path / "schema.graphql").write_text(schema, "utf-8")
    done = call("spec", "import", tmp_path / "schema.graphql", "--output", tmp_path / "contract")
    assert "Note: signIn looks like a login, and its form leaves doubt" in done.stderr
    (tmp_path / "schema.graphql").write_text(SCHEMA, "utf-8")
    done = call("spec", "import", tmp_path / "schema.graphql", "--output", tmp_path / "drafted")
    assert "looks like a login" not in done.stderr


def test_the_login_of_the_platform_stays(tmp_path: Path) -> None:
    contract = imported(
        tmp_path,
        SCHEMA.replace(
            "signIn(input: SignInInput!)", "obtainKrakenToken(input: ObtainJSONWebTokenInput!)"
        ).replace(
            "input SignInInput { card: String staffKey: String",
            "input ObtainJSONWebTokenInput { APIKey: String preSignedKey: String organizationSecretKey: String",
        ),
    )
    login = load_contract(contract).platform.login
    assert login is not None
    assert login.api_key == "APIKey"
    assert "login" not in (contract / "platform.yaml").read_text("utf-8").replace("login,", "")
