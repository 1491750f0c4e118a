"""Which format an input field has."""

from __future__ import annotations

from graphql import GraphQLBoolean, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLScalarType, GraphQLString

from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.spec.formats import FORMATS, KNOWN_SCALARS
from kraken_conformance.strategies.types import formats
from kraken_conformance.strategies.types.scalars import SCALARS
from tests.spec.conftest import DOCUMENT, MakeContract


def name_of(contract: Contract, input_type: str, field: str, type_: object = None) -> str | None:
    found = contract.input_format(input_type, field, type_)  # type: ignore[arg-type]
    return found.name if found else None


def test_the_format_on_the_field_comes_first(library: MakeContract) -> None:
    contract = load_contract(library(('"*email"', '"co*"')))
    assert name_of(contract, "LendBookInput", "code") == "text"


def test_a_rule_needs_a_type_that_can_carry_the_format(oefr: Contract) -> None:
    assert name_of(oefr, "CreateAccountPaymentScheduleInput", "paymentAmount") == "cents"
    assert name_of(oefr, "CreateAccountPaymentScheduleInput", "amountStrategy") is None
    assert name_of(oefr, "InitiateStandalonePaymentInput", "isTelephoneInitiated") is None


def test_a_rule_for_an_input_that_only_the_target_knows(oefr: Contract) -> None:
    assert name_of(oefr, "Theirs", "prm", GraphQLNonNull(GraphQLList(GraphQLString))) == "prm"
    assert name_of(oefr, "Theirs", "prm", GraphQLScalarType("MeterPoint")) == "prm"
    assert name_of(oefr, "Theirs", "prm", GraphQLInt) is None
    assert name_of(oefr, "Theirs", "amount", GraphQLBoolean) is None


def test_a_range_without_a_name(library: MakeContract) -> None:
    found = load_contract(library()).input_format("LendBookInput", "weeks")
    assert found is not None
    assert (found.name, found.minimum, found.maximum) == (None, 1, 8)


def test_generators_know_the_same_formats_and_scalars() -> None:
    assert {name: found.fits for name, found in formats.FORMATS.items()} == dict(FORMATS)
    assert set(SCALARS) == KNOWN_SCALARS


def test_every_format_is_explained() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


def test_every_rule_of_the_shipped_contract_names_a_known_format(oefr: Contract) -> None:
    assert {rule.format.name for rule in oefr.format_rules} <= FORMATS.keys()
