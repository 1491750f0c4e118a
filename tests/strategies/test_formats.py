"""Every format generates what it says, for every type that it fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from stdnum import iban

from kraken_conformance.spec import InputFormat, load_contract
from kraken_conformance.strategies import FORMATS, VariableStrategies
from kraken_conformance.strategies.types.plausible import TEXTS
from tests.strategies.conftest import TODAY
from tests.strategies.made_up import contract_with, do_it
from tests.strategies.strict import is_valid
from tests.strategies.test_variables import drawn


def matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


def is_past(value: str) -> bool:
    return date.fromisoformat(value) <= TODAY


FORMS: dict[str, Callable[[Any], bool]] = {
    "account-number": matches("A-[0-9A-F]{8}"),
    "iban": lambda value: iban.is_valid(value) and value.startswith("FR"),
    "prm": matches("[0-9]{14}"),
    "phone": matches(r"\+[1-9][0-9]{6,14}"),
    "phone-fr": lambda value: matches(r"(\+33|0|0033)[1-9][0-9]{8}")(value.replace(" ", "")),
    "email": matches(r".+@[^@]+\.[^@]+"),
    "postcode-fr": matches("[0-9]{2}[ A]?[0-9]{3}|2A[0-9]{3}"),
    "country": matches("[A-Z]{2}"),
    "currency": matches("[A-Z]{3}"),
    "uuid": matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    "url": matches(r"[a-z]+://.+"),
    "past-date": is_past,
    "birth-date": lambda value: "1920" <= value < "2009",
    "time-of-day": matches("([01][0-9]|2[0-3]):[0-5][0-9]"),
    "cents": lambda value: value >= 0,
    "count": lambda value: value >= 0,
    "points": lambda value: value >= 0,
    "percentage": lambda value: 0 <= value <= 100,
    "day-of-month": lambda value: 1 <= value <= 31,
    "power-kva": lambda value: 1 <= value <= 36,
}
FREE = {"text", "title", "given-name", "family-name", "full-name", "street-address", "locality"}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_each_value_has_the_form(name: str) -> None:
    format_ = FORMATS[name]
    type_name = "String" if "String" in format_.fits else "Int"
    table = format_.values(type_name, InputFormat(name, None, None, None), TODAY).table
    assert len(set(table)) > 5
    if name in FREE:
        assert all(isinstance(value, str) for value in table)
    else:
        assert [value for value in table if not FORMS[name](value)] == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_each_format_is_valid_for_every_type_that_it_fits(name: str, tmp_path: Path) -> None:
    types = sorted(FORMATS[name].fits - {"*"})
    fields = " ".join(f'f{number}: {type_}! @format(name: "{name}")' for number, type_ in enumerate(types))
    scalars = " ".join(f"scalar {type_}" for type_ in types if type_ not in ("String", "ID", "Int", "Float"))
    contract = contract_with(tmp_path, types=f"input DoItInput {{ {fields} }} {scalars}")
    strategies, mutation = VariableStrategies(contract, today=TODAY), do_it(contract)
    values = [
        *drawn(strategies.variables(mutation), 1, 100),
        *(case.variables for case in strategies.boundary(mutation)),
    ]
    assert [value for value in values if not is_valid(contract, mutation, None, value)] == []


def test_names_and_addresses_come_in_several_scripts() -> None:
    def scripts(name: str) -> set[str]:
        table = FORMATS[name].values("String", InputFormat(name, None, None, None), TODAY).table
        ranges = {"Latin": "à-ÿ", "Greek": "α-ω", "Cyrillic": "а-я", "Arabic": "ء-ي", "Han": "一-鿿"}
        return {
            script
            for script, letters in ranges.items()
            if any(re.search(f"[{letters}]", text) for text in table)
        }

    every = {"Latin", "Greek", "Cyrillic", "Arabic", "Han"}
    assert (
        scripts("given-name")
        == scripts("family-name")
        == scripts("street-address")
        == scripts("locality")
        == every
    )


def test_a_rule_on_a_field_of_an_incompatible_type_is_ignored(tmp_path: Path) -> None:
    contract = contract_with(
        tmp_path,
        rules='@formatOf(field: "*amount*", name: "cents", min: 1, from: "here")',
        types="input DoItInput { amount: Strategy!, amountText: String!, amountInCents: Int! } enum Strategy { ALL }",
    )
    minimal = VariableStrategies(contract).minimal(do_it(contract))["input"]
    assert minimal == {"amount": "ALL", "amountText": "a", "amountInCents": 1000}


def test_a_range_without_a_name_bounds_the_numbers_and_is_left_at_the_boundary(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types="input DoItInput { size: Int! @range(min: 10, max: 12) }")
    strategies, mutation = VariableStrategies(contract), do_it(contract)
    sizes = [value["input"]["size"] for value in drawn(strategies.variables(mutation), 1, 100)]
    assert {10, 11, 12} <= set(sizes)
    assert sum(10 <= size <= 12 for size in sizes) > len(sizes) / 2
    assert strategies.minimal(mutation) == {"input": {"size": 10}}
    assert {9, 13} <= {case.variables["input"]["size"] for case in strategies.boundary(mutation)}


def test_a_formatted_field_of_an_unknown_scalar_gets_only_values_of_the_format(tmp_path: Path) -> None:
    types = 'input DoItInput { mail: Email! @format(name: "email") } scalar Email'
    contract = contract_with(tmp_path, types=types)
    values = drawn(VariableStrategies(contract).variables(do_it(contract)), 1, 100)
    assert all("@" in value["input"]["mail"] for value in values)


def test_every_format_of_the_shipped_contract_is_known() -> None:
    contract = load_contract("oefr")
    named = {rule.format.name for rule in contract.format_rules} | {
        own.name for own in contract.formats.values()
    }
    assert named - {None} <= set(FORMATS)


def test_the_simplest_text_comes_first() -> None:
    assert TEXTS[0] == "a"
    assert len(set(TEXTS)) == len(TEXTS)
