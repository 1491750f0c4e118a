"""Value formats by country: check digits as the standards define them, patterns, a contract's own, other packages'."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from graphql import GraphQLString
from stdnum import iban, luhn
from stdnum.au import abn, acn
from stdnum.es import cups, nif
from stdnum.es import iban as spanish_iban
from stdnum.it import codicefiscale, iva
from stdnum.us import rtn

from kraken_conformance.spec import InvalidContract, load_contract
from kraken_conformance.spec.check_digits import CHECKS
from kraken_conformance.spec.importers.drafting import drafted_country, drafted_formats
from kraken_conformance.spec.lint.contract_lint import lint
from kraken_conformance.spec.loading.platform_entries import common_platform
from kraken_conformance.spec.loading.value_formats import NATIONAL, national_formats
from kraken_conformance.spec.value_patterns import Pattern
from kraken_conformance.strategies.types.formats import format_of
from tests.spec.conftest import DOCUMENT, MakeContract

ENTRIES = yaml.safe_load(NATIONAL.read_text("utf-8"))


@pytest.mark.parametrize("name", ENTRIES)
def test_a_format_makes_texts_of_its_pattern(name: str) -> None:
    entry, made = ENTRIES[name], national_formats()[name].format
    texts = [Pattern.read(entry["pattern"]).text(number) for number in numbers(made.count)]
    assert [text for text in texts if re.fullmatch(entry["pattern"], text) is None] == []
    if "check" not in entry:
        assert [made.text(number) for number in numbers(made.count)] == texts
    assert f"`{name}`" in DOCUMENT.read_text("utf-8")


def numbers(count: int) -> list[int]:
    return sorted(
        {number % count for number in (0, 1, 2, count - 1, count // 2, count // 3, count // 7, 987_654_321)}
    )


VALID = {
    "iban": iban.is_valid,
    "iban-it": iban.is_valid,
    "iban-es": lambda text: iban.is_valid(text) and spanish_iban.is_valid(text),
    "luhn": luhn.is_valid,
    "abn": abn.is_valid,
    "acn": acn.is_valid,
    "cups": cups.is_valid,
    "nif": nif.is_valid,
    "codice-fiscale": codicefiscale.is_valid,
    "routing-number": rtn.is_valid,
}


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if entry.get("check") in VALID])
def test_a_library_takes_the_check_digits(name: str) -> None:
    made, valid = national_formats()[name].format, VALID[ENTRIES[name]["check"]]
    assert [text for text in map(made.text, numbers(made.count)) if not valid(text)] == []


def test_an_italian_company_number_is_one() -> None:
    made = national_formats()["partita-iva"].format
    assert all(iva.is_valid(made.text(number)) for number in numbers(made.count)[1:])


@pytest.mark.parametrize(
    ("check", "whole"),
    [
        *(
            ("nmi", nmi)
            for nmi in ("20019857328", "30756218758", "63058884446", "NAAAMYS5826", "NBBBX111100")
        ),
        *(
            ("nmi", nmi)
            for nmi in ("QAAAVZZZZZ3", "VAAA0000665", "VCCCX000091", "71020000017", "SMVEW000858")
        ),
        ("mpan", "2000024512368"),
        ("malo", "41373559241"),
        ("iban-it", "IT60X0542811101000000123456"),
        ("iban-es", "ES9121000418450200051332"),
        ("iban", "GB82WEST12345698765432"),
        ("cups", "ES1234123456789012JY"),
    ],
)
def test_published_examples(check: str, whole: str) -> None:
    bodies = {"iban-it": whole[5:], "iban-es": whole[4:12] + whole[14:], "iban": whole[:2] + whole[4:]}
    ends = {"cups": 2}
    body = bodies.get(check, whole[: len(whole) - ends.get(check, 1)])
    assert CHECKS[check](body) == whole


def test_the_two_digits_that_end_a_gas_meter_point() -> None:
    assert CHECKS["mprn"]("32269872") == "3226987202"
    assert CHECKS["mprn"]("10000000") == "1000000008"


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("[a-c]", ["a", "b", "c"]),
        ("x{3}", ["xxx"]),
        ("(0|\\+1|)7", ["07", "+17", "7"]),
        ("a|bc", ["a", "bc"]),
        ("(0[1-2]|9)", ["01", "02", "9"]),
        ("\\[[ab]", ["[a", "[b"]),
    ],
)
def test_a_pattern_is_counted_through(pattern: str, texts: list[str]) -> None:
    read = Pattern.read(pattern)
    assert [read.text(number) for number in range(read.count)] == texts
    with pytest.raises(IndexError):
        read.text(read.count)


@pytest.mark.parametrize("pattern", ["", "a|", "a*", "[^a]", "[b-a]", "a{0}", "(", "([a-z]{3})", ".", "a{2"])
def test_what_no_pattern_is(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Pattern.read(pattern)


def with_code_format(library: MakeContract, platform: str, name: str = "shelf-mark") -> Path:
    folder = library(('@format(name: "text"', f'@format(name: "{name}"'))
    (folder / "platform.yaml").write_text(platform, "utf-8")
    return folder


def test_a_contract_has_formats_of_its_own(library: MakeContract) -> None:
    folder = with_code_format(library, 'formats: {shelf-mark: {pattern: "[A-Z]{2}-[0-9]{3}", check: luhn}}')
    folder = with_code_format(library, 'formats: {shelf-mark: {pattern: "[A-Z]{2}-[0-9]{3}"}}')
    rule = load_contract(folder).input_format("LendBookInput", "code", GraphQLString)
    assert rule is not None
    made = format_of(rule)
    assert made is not None
    assert all(re.fullmatch("[A-Z]{2}-[0-9]{3}", text) for text in made.values("String", rule, None).table)  # type: ignore[arg-type]
    assert [problem for problem in lint(folder) if "format" in problem.message] == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{}", "has no pattern"),
        ("{pattern: 3}", "has no pattern"),
        ('{pattern: "[0-9]*"}', "is not understood"),
        ('{pattern: "[0-9]", check: mod-97}', "unknown check 'mod-97'"),
        ('{pattern: "[A-Z]", check: luhn}', "cannot be used"),
        ('{pattern: "[0-9]", regex: x}', "unknown key 'regex'"),
    ],
)
def test_a_format_that_cannot_be_used(library: MakeContract, entry: str, message: str) -> None:
    folder = with_code_format(library, f"formats:\n  shelf-mark: {entry}\n")
    with pytest.raises(InvalidContract) as raised:
        load_contract(folder)
    [problem] = raised.value.problems
    assert message in problem.message
    assert problem.line == 2


@pytest.mark.parametrize(
    ("edits", "name", "meant"),
    [
        ([('@format(name: "text"', '@format(name: "txt"')], "txt", "text"),
        ([('name: "email"', 'name: "emial"')], "emial", "email"),
        ([("giveBack(copyId: ID!)", 'giveBack(copyId: ID! @format(name: "mpam"))')], "mpam", "mpan"),
    ],
)
def test_a_misspelt_format_is_found_wherever_it_is(
    library: MakeContract, edits: list[tuple[str, str]], name: str, meant: str
) -> None:
    [problem] = [one for one in lint(library(*edits)) if "No generator" in one.message]
    assert problem.message == f"No generator knows the format {name!r}."
    assert problem.remedy == f"Did you mean {meant!r}?"
    assert problem.line is not None


def test_a_format_on_an_argument_counts(library: MakeContract) -> None:
    edit = ("giveBack(copyId: ID!)", 'giveBack(copyId: ID! @format(name: "nmi"))')
    found = load_contract(library(edit)).input_format("giveBack", "copyId")
    assert found is not None
    assert found.name == "nmi"


@pytest.mark.parametrize(
    ("codes", "fields", "country"),
    [
        ({"KT-CT-1"}, {"accountNumber"}, None),
        ({"KT-GB-1", "KT-JP-1"}, {"accountNumber"}, None),
        ({"KT-AU-1", "KT-AU-2", "KT-AU-3", "KT-GB-1"}, {"accountNumber"}, "AU"),
        ({"KT-GB-1"}, {"cups"}, "ES"),
        ({"KT-FR-1", "KT-FR-2", "KT-FR-3"}, set(), "FR"),
    ],
)
def test_the_country_of_a_deployment(codes: set[str], fields: set[str], country: str | None) -> None:
    assert drafted_country(codes, fields, common_platform().errors) == country


def test_formats_are_drafted_by_name_and_country() -> None:
    fields = {"nmi", "iban", "mobileNumber", "bankAccountNumber", "homePostcode", "importMpan"}
    assert dict(drafted_formats(fields, "GB")) == {
        "importMpan": "mpan",
        "*mpan": "mpan",
        "*iban": "iban-gb",
        "iban": "iban",
        "bankAccountNumber": "bank-account-gb",
        "mobileNumber": "phone-gb",
        "*postcode*": "postcode-gb",
        "nmi": "nmi",
        "*Nmi": "nmi",
    }
    assert "homePostcode" not in dict(drafted_formats(fields, None))
    assert dict(drafted_formats(fields, None))["mobileNumber"] == "phone"
