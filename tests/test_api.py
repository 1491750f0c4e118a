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
from kraken_conformance.cli.options.request_options import options_of
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
        ({"timeout": math.nan}, "timeout: nan is no number"),
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
        ({"output": "text"}, "output: it is of the wrong type: give a pathlib.Path"),
        ({"output": b"text"}, "output: it is of the wrong type"),
        ({"output": Path("x\0y")}, "output: "),
        ({"waivers_file": "waivers.toml"}, "waivers_file: it is of the wrong type"),
        ({"schema_file": b"schema.graphql"}, "schema_file: it is no text"),
        ({"ca_file": 5}, "ca_file: it is no text"),
        ({"contract": Path("oefr")}, "contract: it is no text"),
        ({"headers": {"X": 1}, "execute": 1}, "headers: "),
        ({"probes": (5,)}, "probes: it is no text"),
        ({"tx": 5}, "tx: it is no tuple of texts"),
        ({"fail_on": None}, "fail_on: it is no text"),
        ({"max_rps": 1j}, "max_rps: it is "),
        ({"seed": 1.0}, "seed: it is no whole number"),
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


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(RunRequest)])
@pytest.mark.parametrize(
    "value",
    [object(), 1j, b"x", (5,), {"a": object()}, (each for each in (5,))],
    ids=["object", "complex", "bytes", "tuple", "dict", "generator"],
)
def test_a_value_of_the_wrong_type_is_named(tmp_path: Path, name: str, value: Any) -> None:
    request = {"mutations": ("createReferral",), "output": tmp_path / "out", name: value}
    with pytest.raises(UsageError, match=f"RunRequest.{name}: "):
        options_of(RunRequest(**request))


def test_a_request_of_another_type_is_an_error() -> None:
    for request in ({"url": "http://127.0.0.1/"}, None, RunRequest):
        with pytest.raises(UsageError, match="The request is no RunRequest"):
            run(request)  # type: ignore[arg-type]


def test_a_path_is_a_text_where_the_field_is_one(tmp_path: Path) -> None:
    assert options_of(RunRequest(schema_file=tmp_path / "a.graphql"))["schema_file"] == str(
        tmp_path / "a.graphql"
    )  # type: ignore[arg-type]


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
