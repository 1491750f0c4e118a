"""`triggers.yaml`: the example of its page, what loading refuses, and what the shipped contract has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kraken_conformance.spec import Contract, InvalidContract, Trigger, load_contract
from kraken_conformance.spec.export.as_json import as_json
from kraken_conformance.spec.lint.contract_lint import lint
from tests.spec.conftest import MakeContract

PAGE = Path(__file__).parents[2] / "docs" / "triggers.md"
STATED = {
    *("KT-FR-4635", "KT-FR-4713", "KT-CT-3820", "KT-CT-3821", "KT-CT-3811", "KT-CT-4122", "KT-CT-4121"),
    *("KT-CT-4410", "KT-CT-9204", "KT-CT-9605", "KT-CT-6711", "KT-CT-9014", "KT-FR-4611", "KT-CT-3928"),
    *("KT-CT-3829", "KT-CT-3825", "KT-CT-1150", "KT-CT-1151", "KT-CT-1152", "KT-CT-1134"),
    *("KT-CT-6726", "KT-FR-4518", "KT-FR-4618", "KT-FR-8911"),
    *("KT-CT-3930", "KT-CT-4619", "KT-CT-5411", "KT-CT-9603", "KT-FR-4628", "KT-FR-8910"),
}


def example(old: str = "", new: str = "") -> str:
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    assert old in found.group(1)
    return found.group(1).replace("KT-CT-1113", "KT-CT-7002").replace(old, new, 1)


def with_triggers(folder: Path, text: str) -> Path:
    (folder / "triggers.yaml").write_text(text, "utf-8")
    return folder


def test_the_documented_example(library: MakeContract) -> None:
    triggers = load_contract(with_triggers(library(), example())).triggers
    (trigger,) = triggers.of("giveBack", "KT-CT-7002")
    assert (trigger.condition, trigger.change.sets, trigger.stated) == (
        "a copy that does not exist",
        {"copyId": "0"},
        False,
    )
    (allowed,) = triggers.allowed_by("giveBack", "KT-CT-7002")
    assert (allowed.condition, allowed.change.sets) == ("a copy with a leading zero", {"copyId": "01"})
    assert triggers.untried == {"KT-CT-7002": "the operator has switched the field off"}


def test_a_contract_without_triggers(library: MakeContract) -> None:
    assert load_contract(library()).triggers.by_code == {}


def test_triggers_are_part_of_what_a_contract_is(library: MakeContract) -> None:
    without, with_ = library(), with_triggers(library(), example())
    assert load_contract(without).sha256 != load_contract(with_).sha256


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("triggers:", "trigger:", "There is no mapping `triggers`"),
        ("untried:", "skipped:", "'skipped' is not a known key"),
        ("KT-CT-7002:", "KT-CT-9999:", "KT-CT-9999 is no code of this contract"),
        ("    from: ", "    source: ", "KT-CT-7002 has no trigger"),
        ("    when:", "    unless: 1\n    when:", "'unless' of KT-CT-7002 is not a known key"),
        ("is: a copy", "was: a copy", "a condition has no `is`"),
        ('set: {"copyId": "0"}', "anonymous: true", "nothing brings it about"),
        ('set: {"copyId": "0"}', "set: copyId", "set is no mapping"),
        ('set: {"copyId": "0"}', "remove: copyId", "remove is no list of names"),
        ('set: {"copyId": "0"}', "flow: loan", "a flow needs steps"),
        ('set: {"copyId": "0"}', "flow: loan\n        steps: [lendBook]", "there is no flow 'loan'"),
        ("is: a copy with", "was: a copy with", "what it allows has no `is`"),
        ('set: {"copyId": "01"}', "remove: [copyId]", "'remove' is not a known key of what it allows"),
        ('set: {"copyId": "01"}', "only: [giveBack]", "what it allows sets nothing"),
        ("    allows:\n      - is", "    allows:\n        is", "what it allows has no `is`"),
        ('set: {"copyId": "01"}', 'set: {"copyId": "01"}\n        stated: yes, it is', "stated is neither"),
        ("    codes: [KT-CT-1113]", "", "An entry of `untried` has no `because` or no `codes`"),
    ],
)
def test_broken_triggers(library: MakeContract, old: str, new: str, said: str) -> None:
    text = example(old, new) if old in example() else example().replace("    codes: [KT-CT-7002]", new)
    with pytest.raises(InvalidContract) as caught:
        load_contract(with_triggers(library(), text))
    assert said in str(caught.value)


def triggers(contract: Contract) -> list[Trigger]:
    return [trigger for listed in contract.triggers.by_code.values() for trigger in listed]


def test_what_the_documents_state(oefr: Contract) -> None:
    assert {trigger.code for trigger in triggers(oefr) if trigger.stated} == STATED


def test_every_declared_code_has_a_trigger_or_a_reason(oefr: Contract) -> None:
    declared = {code for mutation in oefr.mutations.values() for code in mutation.errors}
    explained = oefr.triggers.by_code.keys() | oefr.triggers.untried.keys()
    assert declared - explained - {"KT-CT-1112"} == set()


def test_a_trigger_for_one_mutation_names_one_that_declares_the_code(oefr: Contract) -> None:
    for trigger in triggers(oefr):
        for name in trigger.only:
            assert trigger.code in oefr.mutations[name].errors, (trigger.code, name)
        if trigger.steps:
            assert trigger.flow is not None
            last = oefr.flows[trigger.flow].steps[trigger.steps[-1].step]
            assert trigger.code in oefr.mutations[last.mutation].errors, trigger.code


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("KT-CT-7002:\n    from", "KT-CT-7009:\n    from", "no mutation declares it"),
        ("is: a copy that does not exist", "is: x\n        only: [lendBook]", "lendBook does not declare it"),
        (
            'set: {"copyId": "0"}',
            "unknown: true\n        remove: [copyId]",
            "it is unknown, and sets nothing that could be",
        ),
    ],
)
def test_what_lint_finds_in_triggers(library: MakeContract, old: str, new: str, said: str) -> None:
    folder = with_triggers(library(), example(old, new))
    errors = folder / "errors.yaml"
    errors.write_text(
        errors.read_text("utf-8").replace("errors:\n", 'errors:\n  KT-CT-7009:\n    message: "No."\n', 1),
        "utf-8",
    )
    assert [problem for problem in lint(folder) if f": {said}" in problem.message]


def test_what_a_condition_cannot_be_at_once(library: MakeContract) -> None:
    text = example('set: {"copyId": "0"}', 'guess: true\n        unknown: true\n        set: {"copyId": "0"}')
    with pytest.raises(InvalidContract, match="more than one of stated, unknown, guess"):
        load_contract(with_triggers(library(), text))


def test_triggers_are_exported(oefr: Contract) -> None:
    exported = as_json(oefr)["triggers"]
    assert len(exported) == sum(map(len, oefr.triggers.by_code.values()))
    (one,) = [
        each
        for each in exported
        if each["condition"] == "an unknown agreement" and each["code"] == "KT-CT-9603"
    ]
    assert (one["unknown"], one["set"]) == (True, {"contributionAgreementId": "0"})
