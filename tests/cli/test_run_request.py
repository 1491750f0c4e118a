"""An option of a run is declared once; everything that takes options takes it from there."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from kraken_conformance.cli.options.option_list import profile_options
from kraken_conformance.cli.options.option_sources import keys_of
from kraken_conformance.reports.run.repeat_command import LEFT_OUT, repeat_command
from kraken_conformance.run_request import Kept, OptionFacts, RunRequest, declared, kept_options, resumed

OTHER = RunRequest(
    **{
        name: {bool: True, int: 7, float: 7.0, str: "7", tuple: ("7",)}.get(type(one.default), "7")
        for name, one in declared().items()
    }
)
"""No option has its default."""


def test_the_evidence_holds_what_is_declared_as_kept() -> None:
    assert kept_options(Kept.RECORDED, Kept.RESUMED).keys() == OptionFacts.__annotations__.keys()
    assert OTHER.facts().keys() == OptionFacts.__annotations__.keys()


def test_the_command_line_without_options_is_the_request_without_arguments() -> None:
    given = click.Command("run", params=list(profile_options())).make_context("run", []).params
    assert RunRequest.of(given) == RunRequest()


def test_a_resumed_run_takes_what_the_evidence_holds_for_it() -> None:
    taken = resumed({**OTHER.facts(), "embedded": True})
    assert taken.keys() == kept_options(Kept.RESUMED).keys()
    assert taken == {name: getattr(OTHER, name) for name in taken}


def test_what_names_files_hosts_or_permissions_is_not_taken_from_evidence() -> None:
    assert kept_options(Kept.RECORDED).keys() == {"schema_file", "tx", "allow_effects", "waivers_file"}
    secret = {"token", "api_key", "expired_token", "peer_token", "headers", "client_key"}
    assert not secret & kept_options(Kept.RECORDED, Kept.RESUMED).keys()


@pytest.mark.parametrize(("name", "flag"), kept_options(Kept.RECORDED, Kept.RESUMED).items())
def test_the_command_that_repeats_a_run_has_each_option(name: str, flag: str) -> None:
    command = repeat_command({"url": None}, None, {"embedded": True, **OTHER.facts()}, ())
    assert (f" {flag}" in command) == (name not in LEFT_OUT or name == "contract")


def test_a_profile_has_every_option_that_does_not_choose_it() -> None:
    keys = keys_of(profile_options())
    assert {name.removesuffix("_file") for name in declared()} | {"history"} == keys.keys()


def test_values_are_kept_as_json() -> None:
    facts = RunRequest(waivers_file=Path("w.toml"), tx=("popen",)).facts()
    assert (facts["waivers_file"], facts["tx"]) == ("w.toml", ["popen"])
