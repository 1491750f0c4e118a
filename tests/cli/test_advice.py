"""A message names only options that the command at hand has: advice that cannot be followed is none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from kraken_conformance.cli.commands.certify import LEAVING_OUT, _of_no_use
from kraken_conformance.cli.main import main
from kraken_conformance.cli.options.addresses import permitted
from kraken_conformance.exceptions import UsageError
from kraken_conformance.spec import load_contract

FLAG = re.compile(r"(?<![\w/-])--[a-z][a-z-]*[a-z](?![\w-])")
ROOT = Path(__file__).parents[2]

OF_OTHERS = (
    *("conformance/runner/pytest_run/", "conformance/runner/findings/curl.py"),
    *("conformance/pytest_plugin.py", "conformance/integrations/kraken_fixture.py"),
)
"""Where the options of other programs are: of pytest and curl, and those that the plugin gives to pytest."""


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield all commands with their names."""
    context = click.Context(group)
    for part in group.list_commands(context):
        command = group.get_command(context, part)
        assert command is not None
        yield f"{name} {part}".strip(), command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {part}".strip())


COMMANDS = dict(commands(main))


def flags(command: click.Command) -> set[str]:
    """Return the options of a command that it does not refuse."""
    refused = LEAVING_OUT if command is COMMANDS["certify"] else {}
    return {flag for one in command.params if one.name not in refused for flag in one.opts}


def texts(module: Path) -> Iterator[str]:
    """Yield the texts of a module but for docstrings."""
    tree = ast.parse(module.read_text("utf-8"))
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_every_option_that_a_text_names_exists() -> None:
    known = {flag for command in COMMANDS.values() for one in command.params for flag in one.opts}
    named = {
        (str(module.relative_to(ROOT)), flag)
        for room in ("conformance", "reports", "spec", "strategies")
        for module in (ROOT / room).rglob("*.py")
        for text in texts(module)
        for flag in FLAG.findall(text)
        if not str(module.relative_to(ROOT)).startswith(OF_OTHERS)
    }
    assert {one for one in named if one[1] not in known | {"--help", "--version"}} == set()


CALLS: dict[str, dict[str, Any]] = {
    "a production host": {"url": "https://api.oefr-kraken.energy/v1/graphql/"},
    "another machine": {"url": "https://staging.example/graphql/"},
    "a second server alone": {"auth_url": "http://127.0.0.1:9/"},
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("name", [name for name, one in COMMANDS.items() if "--execute" in flags(one)])
def test_a_refusal_advises_what_the_command_has(name: str, call: dict[str, Any]) -> None:
    command = COMMANDS[name]
    given = {one.name: () if getattr(one, "multiple", False) else None for one in command.params}
    given |= {"execute": False, "dry_run": False} if "dry_run" in given else {"execute": False}
    given |= {"refused": tuple(LEAVING_OUT)} if name == "certify" else {}
    contract = load_contract("oefr")
    if "production" in str(call):
        call = {"url": contract.servers["API"].url}
    with pytest.raises(UsageError) as caught:
        permitted({**given, **call}, contract, frozenset())
    profile_and_execute = {"--profile", "--execute"}
    assert set(FLAG.findall(str(caught.value))) - flags(command) <= profile_and_execute, str(caught.value)


def test_a_certification_says_which_advice_for_a_run_does_not_help_it() -> None:
    reasons = [
        "schema: the target's schema is not known: open its introspection or pass --schema (a)",
        "--token",
    ]
    assert list(_of_no_use(reasons)) == [f"not here: {LEAVING_OUT['schema_file']}"]
    assert all(FLAG.match(why) for why in LEAVING_OUT.values())
