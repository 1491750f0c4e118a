"""What a certificate may ask for: only what a run of the contract is sure to show something of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kraken_conformance.certificate.exercisable import OF_REFUSALS, exercisable
from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.spec.importers import import_contract, make_draft

HEAD = "type Query { ok: Boolean }\n"
LISTED = '"""\nThe possible errors that can be raised are:\n\n- {code}: {text}\n"""\n'


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str], Contract]:
    def make(mutations: str) -> Contract:
        source = tmp_path / "made.graphql"
        source.write_text(f"{HEAD}type Mutation {{\n{mutations}\n}}", "utf-8")
        return import_contract(make_draft(source, name="made", version="1"), None)

    return make


def test_the_shipped_contract_shows_something_of_every_refusal() -> None:
    shipped = exercisable(load_contract("oefr"))
    assert shipped >= OF_REFUSALS
    assert {"equivalent.alias", "equivalent.fragment", "equivalent.literal"} <= shipped


def test_codes_that_nothing_is_known_to_raise_are_not_asked_for(made: Callable[[str], Contract]) -> None:
    listed = LISTED + "setIt(it: Int): Int"
    unknown = made(listed.format(code="OE-0101", text="It is broken."))
    assert not exercisable(unknown) & OF_REFUSALS
    due = made(listed.format(code="KT-CT-1112", text="'Authorization' header not provided."))
    assert exercisable(due) >= OF_REFUSALS


@pytest.mark.parametrize(
    ("mutation", "left"),
    [
        ("setIt(it: Int): Int", {"alias", "literal"}),
        ("getIt(it: Int): Query", {"alias", "literal", "fragment"}),
        ("addIt(it: Int): Query", set()),
    ],
)
def test_forms_that_no_repeatable_mutation_has(
    made: Callable[[str], Contract], mutation: str, left: set[str]
) -> None:
    contract = made(
        LISTED.format(code="OE-0101", text="It is broken.") + mutation + "\ncreateIt(it: Int): Query"
    )
    asked = {id_.removeprefix("equivalent.") for id_ in exercisable(contract) if "equivalent" in id_}
    assert asked == left
