"""Exports: JSON after its schema, SDL that any tool reads, Markdown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import GraphQLScalarType, build_schema, validate_schema
from jsonschema import Draft202012Validator, ValidationError

from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.spec.export.as_json import as_json, export_schema
from kraken_conformance.spec.export.contract_export import export
from tests.spec.conftest import MakeContract


@pytest.fixture
def small(library: MakeContract) -> Contract:
    return load_contract(library())


def check(document: Any) -> None:
    Draft202012Validator(export_schema(document["schema_version"])).validate(document)


@pytest.mark.parametrize("version", [1, 2])
def test_the_schema_is_a_schema(version: int) -> None:
    Draft202012Validator.check_schema(export_schema(version))


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("server", [None, "API", "AUTH"])
def test_the_shipped_contract_fits_the_schema(oefr: Contract, server: str | None, version: int) -> None:
    document = json.loads(export(oefr, "json", server=server, version=version))
    check(document)
    assert document["schema_version"] == version
    names = [found.name for found in oefr.mutations.values() if server in (None, found.server)]
    assert [found["name"] for found in document["mutations"]] == names


def test_the_schema_refuses_what_is_no_export(small: Contract) -> None:
    document = as_json(small)
    document["mutations"][0]["authorization"] = "perhaps"
    with pytest.raises(ValidationError, match="perhaps"):
        check(document)


def test_json_of_a_mutation(small: Contract) -> None:
    lend = as_json(small)["mutations"][0]
    assert lend == {
        "name": "lendBook",
        "server": "DESK",
        "deprecated": False,
        "replaced_by": None,
        "arguments": [
            {"name": "input", "type": "LendBookInput!", "default": None, "deprecated": False, "format": None}
        ],
        "returns": "LendBook",
        "type": "LendBook",
        "fields": [
            field("possibleErrors", "[PossibleErrorType]", documented_type="[PossibleErrorType]"),
            field("dueOn", "Date", documented_type="Date"),
            field("loan", "Loan", documented_type="Loan"),
            field("state", "LoanState", type_provenance="inferred", inferred_from="library schema 1.4"),
            field("reminders", "[Reminder]", type_provenance="inferred", documented_type="Reminder",
                  inferred_from="library schema 1.4"),
        ],
        "members": [],
        "errors": ["KT-CT-7001", "KT-CT-1112"],
        "errors_documented": True,
        "authorization": "declared",
        "effects": ["CREATES"],
        "undone_by": None,
        "source": {"document": "mutations", "entry": "lendBook"},
    }  # fmt: skip


def field(name: str, type_: str, **facts: str) -> dict[str, Any]:
    plain = {"provenance": "documented", "type_provenance": "documented", "documented_type": None}
    return {"name": name, "type": type_, **plain, "inferred_from": None, **facts}


def test_version_1_has_one_provenance_that_of_the_type(small: Contract) -> None:
    document = json.loads(export(small, "json", version=1))
    check(document)
    assert document["mutations"][0]["arguments"] == [{"name": "input", "type": "LendBookInput!"}]
    assert document["mutations"][0]["fields"][3] == {
        "name": "state",
        "type": "LoanState",
        "provenance": "inferred",
        "documented_type": None,
    }
    newer = as_json(small)
    assert document.keys() < newer.keys()
    assert [one["name"] for one in document["mutations"]] == [one["name"] for one in newer["mutations"]]


def test_a_field_that_no_document_shows_is_inferred_as_a_whole(library: MakeContract) -> None:
    edit = ("  dueOn: Date\n  loan", '  dueOn: Date\n  place: String @inferred(from: "elsewhere")\n  loan')
    contract = load_contract(library(edit))
    [found] = [one for one in as_json(contract)["mutations"][0]["fields"] if one["name"] == "place"]
    assert (found["provenance"], found["inferred_from"]) == ("inferred", "elsewhere")
    check(as_json(contract))
    former = json.loads(export(contract, "json", version=1))
    assert all(one["name"] != "place" for one in former["mutations"][0]["fields"])


def test_inputs_enums_and_formats(small: Contract) -> None:
    document = as_json(small)
    inputs = document["inputs"]["LendBookInput"]
    assert (inputs["provenance"], inputs["inferred_from"]) == ("inferred", "library schema 1.4")
    formats = {one["name"]: one["format"] for one in inputs["fields"]}
    assert formats["readerEmail"]["name"] == "email"
    assert (formats["weeks"]["minimum"], formats["weeks"]["maximum"]) == (1, 8)
    assert formats["copyId"] is None
    assert [one["name"] for one in document["enums"]["LoanState"]["values"]] == ["OPEN", "OVERDUE"]
    assert document["scalars"]["ReturnBookInput"]["unknown"] == "INPUT_OBJECT"
    assert document["format_rules"][0]["pattern"] == "*email"


def test_json_of_one_server(small: Contract) -> None:
    document = as_json(small, server="ARCHIVE")
    check(document)
    assert list(document["servers"]) == ["ARCHIVE"]
    assert list(document["errors"]) == ["KT-CT-1112", "KT-CT-7003"]
    assert list(document["common_errors"]) == ["KT-CT-1199"]


def test_json_of_a_union_field_lists_its_members(oefr: Contract) -> None:
    mutations = {found["name"]: found for found in as_json(oefr)["mutations"]}
    action = mutations["backendScreenEvent"]["fields"][1]
    assert action["members"] == list(oefr.mutations["backendScreenEvent"].fields[1].members)
    assert mutations["unlinkUserFromLine"]["members"] == list(oefr.mutations["unlinkUserFromLine"].members)


@pytest.mark.parametrize("server", [None, "API", "AUTH"])
def test_the_sdl_is_plain_and_valid(oefr: Contract, server: str | None) -> None:
    schema = build_schema(export(oefr, "sdl", server=server))
    assert validate_schema(schema) == []
    assert schema.mutation_type is not None
    names = [found.name for found in oefr.mutations.values() if server in (None, found.server)]
    assert list(schema.mutation_type.fields) == names


def test_the_sdl_carries_errors_in_the_form_of_the_platform(small: Contract) -> None:
    schema = build_schema(export(small, "sdl"))
    assert validate_schema(schema) == []
    assert schema.mutation_type is not None
    fields = schema.mutation_type.fields
    assert fields["shredRecords"].description == (
        "The possible errors that can be raised are:\n\n"
        "- KT-CT-7003: The records are still needed.\n"
        "- KT-CT-1112: 'Authorization' header not provided."
    )
    assert fields["returnBook"].description == "This field requires the `Authorization` header to be set."
    assert fields["giveBack"].deprecation_reason == "Use returnBook."


def test_opaque_types_stay_scalars_in_the_sdl(small: Contract) -> None:
    types = build_schema(export(small, "sdl")).type_map
    assert isinstance(types["Reminder"], GraphQLScalarType)
    assert isinstance(types["ReturnBookInput"], GraphQLScalarType)


def test_markdown_names_everything(oefr: Contract) -> None:
    text = export(oefr, "markdown")
    assert [name for name in oefr.mutations if f"\n### {name}\n" not in text] == []
    assert [code for code in oefr.errors if f"| {code} |" not in text] == []
    assert "Deprecated.** Use updateUser." in text


def test_markdown_of_one_server(small: Contract) -> None:
    text = export(small, "markdown", server="ARCHIVE")
    assert "### shredRecords" in text
    assert "lendBook" not in text
    assert "`lendingRefusalReasons`" not in text
    assert "`lendingRefusalReasons`: `COPY_DAMAGED`, `READER_IN_ARREARS`" in export(small, "markdown")
