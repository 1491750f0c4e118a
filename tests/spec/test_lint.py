"""What lint finds: nothing in the example, and each mistake by itself."""

from __future__ import annotations

import pytest

from kraken_conformance.spec import InvalidContract
from kraken_conformance.spec.lint.contract_lint import lint
from tests.spec.conftest import MakeContract


def test_the_example_is_clean(library: MakeContract) -> None:
    assert lint(library()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    @effects(classes: [DESTROYS])\n", "", "shredRecords has no @effects"),
        ('    @replacedBy(mutation: "returnBook")\n', "", "giveBack is deprecated without a successor"),
        ('codes: ["KT-CT-7002"]', 'codes: ["KT-CT-7002", "KT-CT-1199"]', "giveBack lists KT-CT-1199, which is common"),
        ("scalar DateTime", "scalar DateTime\nscalar Time", "Nothing uses Time"),
        ('name: "text"', 'name: "isbn"', "No generator knows the format 'isbn'"),
        ('field: "*email", name: "email"', 'field: "*email", name: "mail"', "No generator knows the format 'mail'"),
        ("weeks: Int @range", "weeks: Date @range", "LendBookInput.weeks is Date, which cannot be a range"),
        ("min: 1, max: 8", "min: 9, max: 8", "The range of weeks is empty"),
        ("ContractServer {", 'ContractServer {\n  CELLAR @site(url: "http://cellar")', "No mutation is on CELLAR"),
        (', "KT-CT-1112"])\n    @effects(classes: [CREATES])', '])\n    @effects(classes: [CREATES])', None),
    ],
)  # fmt: skip
def test_one_mistake(library: MakeContract, old: str, new: str, said: str | None) -> None:
    found = lint(library((old, new)))
    assert [said in problem.message for problem in found] == [True] if said else found == []
    assert all(problem.line is not None and problem.file.endswith("contract.graphql") for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("common:", "  KT-FR-1:\n    message: x\n\ncommon:", "No mutation declares KT-FR-1"),
        (
            "common:",
            "common:\n  KT-CT-7002:\n    meaning: x",
            "KT-CT-7002 is both a code of mutations and common",
        ),
        (
            "values:\n        - COPY_DAMAGED\n        - READER_IN_ARREARS",
            "values: []",
            "KT-CT-7001 lists no refusal",
        ),
    ],
)
def test_one_mistake_in_the_codes(library: MakeContract, old: str, new: str, said: str) -> None:
    messages = [problem for problem in lint(library(errors=((old, new),))) if said in problem.message]
    assert len(messages) == 1
    assert messages[0].line is not None


def test_a_broken_contract_does_not_lint(library: MakeContract) -> None:
    with pytest.raises(InvalidContract):
        lint(library(("loan: Loan", "loan: Lone")))
