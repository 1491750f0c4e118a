"""`flows.yaml`: the example of its page, what loading refuses, and what lint finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kraken_conformance.spec import Given, InvalidContract, load_contract
from kraken_conformance.spec.lint.contract_lint import lint
from tests.spec.conftest import MakeContract

PAGE = Path(__file__).parents[2] / "docs" / "flows.md"


def example(old: str = "", new: str = "") -> str:
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    assert old in found.group(1)
    return found.group(1).replace(old, new, 1)


def with_flows(folder: Path, text: str) -> Path:
    (folder / "flows.yaml").write_text(text, "utf-8")
    return folder


def test_the_documented_example(library: MakeContract) -> None:
    folder = with_flows(library(), example())
    flow = load_contract(folder).flows["loan"]
    lent, returned, given_back = flow.steps.values()
    assert lent.gives == {"loan": Given(("loan", "id"), False), "copy": Given(("input", "copyId"), True)}
    assert (returned.takes, returned.ends) == ({"loan": ("input", "loanId")}, False)
    assert (given_back.takes, given_back.ends, given_back.refusal) == (
        {"copy": ("copyId",)},
        True,
        "KT-CT-7002",
    )
    assert flow.givers("loan") == (lent,)
    assert flow.ending(given_back) == (given_back,)
    assert lint(folder) == []


def test_a_contract_without_flows(library: MakeContract) -> None:
    assert load_contract(library()).flows == {}


def test_flows_are_part_of_what_a_contract_is(library: MakeContract) -> None:
    without, with_ = library(), with_flows(library(), example())
    assert load_contract(without).sha256 != load_contract(with_).sha256


STEP = "- mutation: giveBack"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("flows:", "orders:", "There is no mapping `flows`"),
        ("flows:\n", "flows:\n  nothing: {}\n", "nothing is no flow"),
        ("    text: A book is lent and given back.\n", "", "loan is no flow"),
        ("    from:", "    source: x\n    from:", "'source' of loan is not a known key"),
        (STEP, "- name: giveBack", "Step 3 of loan has no mutation"),
        (STEP, "- mutation: keepBook", "keepBook is no mutation"),
        (STEP, "- mutation: lendBook", "Two steps of loan are lendBook"),
        (STEP, "- mutation: shredRecords", "The steps of loan are on several servers"),
        ("ends: true", "stops: true", "'stops' of giveBack is not a known key"),
        ("takes: {copy: copyId}", "takes: {reader: copyId}", "giveBack takes reader, which no step before it gives"),
        ("takes: {copy: copyId}", "takes: [copy]", "takes of giveBack is no mapping"),
        ("ends: true", "after: [shredRecords]", "giveBack comes after shredRecords, which is no step before it"),
        ("ends: true", "ends: perhaps", "ends of giveBack is no true or false"),
        ("refusal: KT-CT-7002", "refusal: 7002", "refusal of giveBack is no text"),
        ("ends: true", "after: lendBook", "after of giveBack is no list"),
        ("ends: true", "renews: [loan]", "giveBack renews loan, which it does not give"),
        ("flows:", "flows: [", "This cannot be read as YAML"),
    ],
)  # fmt: skip
def test_broken_flows(library: MakeContract, old: str, new: str, said: str) -> None:
    folder = with_flows(library(), example(old, new))
    with pytest.raises(InvalidContract) as caught:
        load_contract(folder)
    (found, *_) = [problem for problem in caught.value.problems if said in problem.message]
    assert found.file == str(folder / "flows.yaml")
    assert found.remedy


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("loan: loan.id", "loan: loan.number", "lendBook gives loan.number, which it does not have"),
        ("loan: loan.id", "loan: loan", "lendBook gives loan, which it does not have"),
        ("$input.copyId", "$input.bookId", "lendBook gives input.bookId, which it does not have"),
        ("takes: {copy: copyId}", "takes: {copy: bookId}", "giveBack has no input bookId"),
        ("ends: true", "present: [input.weeks]", "giveBack has no input input.weeks"),
        ("refusal: KT-CT-7002", "refusal: KT-CT-7001", "refused with KT-CT-7001, which it does not declare"),
        ("takes: {copy: copyId}\n", "takes: {loan: copyId}\n", "No step takes copy"),
        ("        takes: {copy: copyId}\n", "", "giveBack ends something and takes nothing"),
    ],
)  # fmt: skip
def test_what_lint_finds(library: MakeContract, old: str, new: str, said: str) -> None:
    folder = with_flows(library(), example(old, new))
    (found,) = [problem for problem in lint(folder) if said in problem.message]
    assert found.file == str(folder / "flows.yaml")
    assert found.line is not None


def test_a_flow_within_a_type_that_nobody_documents_may_lead_anywhere(library: MakeContract) -> None:
    text = example("takes: {loan: input.loanId}", "takes: {loan: input.anything.at.all}")
    assert lint(with_flows(library(), text)) == []
