"""What an import drafts of flows and triggers: by what is given and taken, by messages and the inputs they speak of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.spec.importers import import_contract, make_draft
from kraken_conformance.spec.importers.trigger_drafting import drafted_triggers
from kraken_conformance.spec.lint.contract_lint import drafted_marks, lint

Make = Callable[[str], Path]

TYPES = """
type Query { ok: Boolean }
type Loan { id: ID!, number: String, copies(first: Int!): [String] }
type Lent { loan: Loan, copyId: ID }
type Done { ok: Boolean }
input LendInput { copyId: ID!, clientMutationId: String }
input LoanInput { deeper: Deeper }
input Deeper { loanId: ID!, email: String }
"""


def mutations(*texts: str) -> str:
    return TYPES + "type Mutation {\n" + "\n".join(texts) + "\n}"


def errors(*listed: str) -> str:
    return '"""\nPossible Errors:\n\n' + "\n".join(f"- {one}" for one in listed) + '\n"""\n'


LEND = "lendBook(input: LendInput!): Lent"
CREATE = "createLoan(input: LendInput!): Lent"
RENEW = "updateLoan(input: LoanInput!): Done"
CANCEL = "cancelLoan(loanId: String!): Done"


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(text: str) -> Path:
        source = tmp_path / "made.graphql"
        source.write_text(text, "utf-8")
        import_contract(make_draft(source, name="made", version="1"), tmp_path / "contract")
        return tmp_path / "contract"

    return made


def test_what_a_creation_gives_is_taken_and_ended(make: Make) -> None:
    not_found = errors("KT-CT-1: Loan not found.", "KT-CT-2: It is late.")
    folder = make(mutations(CREATE, not_found + CANCEL, errors("KT-CT-2: It is late.") + RENEW))
    contract = load_contract(folder)
    [flow] = contract.flows.values()
    assert {name: dict(step.takes) for name, step in flow.steps.items()} == {
        "createLoan": {},
        "updateLoan": {"loanId": ("input", "deeper", "loanId")},
        "cancelLoan": {"loanId": ("loanId",)},
    }
    assert flow.steps["createLoan"].gives["loanId"].path == ("loan", "id")
    assert (flow.steps["cancelLoan"].ends, flow.steps["cancelLoan"].refusal) == (True, "KT-CT-1")
    assert (flow.steps["updateLoan"].ends, flow.steps["updateLoan"].refusal) == (False, None)
    assert lint(folder) == []
    assert drafted_marks(folder)["flows"] == 1
    assert flow.drafted
    flows = folder / "flows.yaml"
    flows.write_text(flows.read_text("utf-8").replace("drafted: true", "drafted: false"), "utf-8")
    assert not any(found.drafted for found in load_contract(folder).flows.values())


def test_an_end_that_no_code_speaks_of_is_none(make: Make) -> None:
    [flow] = load_contract(make(mutations(CREATE, CANCEL))).flows.values()
    assert not flow.steps["cancelLoan"].ends


@pytest.mark.parametrize(
    "others",
    [
        ("giveCopy(copyId: ID!): Done",),  # it was sent, not made
        ("cancelLoan(loanId: Int!): Done",),  # of another type
        ("cancelLoan(loanId: [ID!]!): Done",),  # in a list
        ('cancelLoan(loanId: ID!): Done @deprecated(reason: "Do not.")',),
    ],
)
def test_what_does_not_fit_is_no_step(make: Make, others: tuple[str, ...]) -> None:
    assert load_contract(make(mutations(CREATE, *others))).flows == {}


def test_what_makes_nothing_begins_no_flow(make: Make) -> None:
    assert load_contract(make(mutations("getLoan(input: LendInput!): Lent", CANCEL))).flows == {}


@pytest.mark.parametrize(
    ("message", "inputs", "condition"),
    [
        ("Invalid postcode.", "postalCode: String", {"*postcode|postalCode": "ABCDE"}),
        ("Phone number is not valid.", "mobile: String", {"*phone*|mobile*": "no-such-number"}),
        ("The CUPS is invalid.", "cups: String", {"*cups": "ES0021000000000000AA"}),
        ("Invalid NMI.", "nmi: String", {"*nmi": "40000000000"}),
        ("The date must not be in the future.", "startDate: String", {"*date*|*on": "$today+400"}),
        ("Amount must be positive.", "amount: Int", {"*amount*": -1}),
        ("Unable to find account.", "accountNumber: String", {"accountNumber": "A-00000000"}),
        ("Meter point not found.", "meterPointId: ID", {"meterPointId|meterPointNumber|meterPointCode|pointId": "0"}),
        ("No such loan.", "loanId: ID", {"loanId|loanNumber|loanCode": "0"}),
        ("Invalid postcode.", "copyId: ID", None),  # nothing that it speaks of is taken
        ("Unauthorized.", "accountNumber: String", None),
        ("An internal error occurred.", "accountNumber: String", None),
    ],
)  # fmt: skip
def test_a_message_names_an_input(
    make: Make, message: str, inputs: str, condition: dict[str, object] | None
) -> None:
    folder = make(mutations(errors(f"KT-CT-9: {message}") + f"change({inputs}): Done"))
    made: Contract = load_contract(folder)
    found = drafted_triggers(made)
    if condition is None:
        assert found == {}
        return
    [trigger] = made.triggers.by_code["KT-CT-9"]
    assert trigger.change.sets == condition
    assert not trigger.stated
    assert message in found["KT-CT-9"]["from"]
    assert drafted_marks(folder)["triggers"] == 1
