"""A run as a function call."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from pathlib import Path
from typing import Any

import click
import pytest

from kraken_conformance import RunRequest, UsageError, run
from kraken_conformance.cli.options.option_list import profile_options
from tests.api_page import page

PAGE = Path(__file__).parents[1] / "docs" / "api.md"

OF_THE_COMMAND = {"profile", "target", "history"}
"""Options of the command that the API has no field for: profiles, and what remembers runs."""


def test_a_run_on_the_embedded_server_is_conformant_within_its_scope(tmp_path: Path) -> None:
    verdict = run(RunRequest(mutations=("createReferral",), max_examples=2, seed=1, output=tmp_path))
    assert verdict.conformant
    assert verdict.scope.words == "1 of 101 mutations"
    assert verdict.failures == ()
    assert verdict.evidence == tmp_path / "evidence.jsonl"
    assert json.loads((tmp_path / "results.json").read_text())["verdict"] == "conformant"


def test_a_request_that_makes_no_sense_is_an_error_and_writes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "out"
    with pytest.raises(UsageError, match="createReferal"):
        run(RunRequest(mutations=("createReferal",), output=output))
    assert not output.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"timeout": math.nan}, "timeout: nan is more than 10000000"),
        ({"timeout": -1}, "timeout: -1.0 is not in the range"),
        ({"wait": "5"}, "wait: it is no number"),
        ({"seed": -1}, "seed: -1 is not in the range"),
        ({"max_examples": True}, "max_examples: it is no whole number"),
        ({"max_requests": 10**30}, "max_requests: 1"),
        ({"processes": -1}, "processes: -1 is not in the range"),
        ({"fail_on": "x"}, "fail_on: 'x' is not one of"),
        ({"allow_effects": ("zzz",)}, "allow_effects: 'zzz' is not one of"),
        ({"mutations": "acceptQuote"}, "mutations: it is no tuple of texts"),
        ({"execute": "yes"}, "execute: it is neither True nor False"),
        ({"output": None}, "output: it is of the wrong type"),
        ({"output": "x\0y"}, "output: "),
        ({"schema_file": ""}, "schema_file: it is empty"),
        ({"url": 5}, "url: it is no text"),
        ({"token": b"secret-0123456789"}, "token: it is no text"),
    ],
)
def test_a_value_that_the_option_would_not_take(tmp_path: Path, given: dict[str, Any], said: str) -> None:
    request = {"mutations": ("createReferral",), "output": tmp_path / "out", **given}
    with pytest.raises(UsageError) as raised:
        run(RunRequest(**request))
    assert str(raised.value).startswith(f"RunRequest.{said}")
    assert "secret-0123456789" not in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_the_fields_are_the_options_of_the_command_with_their_defaults() -> None:
    fields = {field.name: field.default for field in dataclasses.fields(RunRequest)}
    command = click.Command("run", params=list(profile_options()))
    given = command.make_context("run", []).params
    assert fields == {name: value for name, value in given.items() if name not in OF_THE_COMMAND}


def test_the_page_is_made_from_the_docstrings() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_the_example_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    monkeypatch.chdir(tmp_path)
    exec(found[1], {})
    assert (tmp_path / "report" / "report.html").is_file()
