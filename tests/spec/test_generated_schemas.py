"""Whatever a schema looks like: it does not differ from itself, and what is imported of it says the same."""

from __future__ import annotations

from pathlib import Path

from graphql import build_schema
from hypothesis import HealthCheck, given, settings

from kraken_conformance.spec.diff.contract_diff import diff
from kraken_conformance.spec.export.as_sdl import as_sdl
from kraken_conformance.spec.importers import import_contract, make_draft
from tests.spec.generated_schemas import schemas


@given(schemas())
@settings(max_examples=60, deadline=None)
def test_a_schema_does_not_differ_from_itself(sdl: str) -> None:
    assert diff(build_schema(sdl, assume_valid=True), build_schema(sdl, assume_valid=True)).changes == ()


@given(schemas())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_import_keeps_what_a_schema_says(tmp_path: Path, sdl: str) -> None:
    path = tmp_path / "made.graphql"
    path.write_text(sdl, "utf-8")
    contract = import_contract(make_draft(path, name="made", version="1"), None)
    assert diff(contract, build_schema(sdl)).changes == ()
    assert diff(build_schema(sdl), contract).changes == ()
    assert diff(contract, build_schema(as_sdl(contract))).changes == ()
