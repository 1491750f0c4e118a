from __future__ import annotations

from kraken_conformance.model.case import Expectation
from kraken_conformance.model.cases import Blocked, Cases
from tests.headers import DRY_RUN_HEADER
from tests.probes.listing import FIELDS_UNKNOWN, all_fixed, everything, fixed, given, view

PROBE = "dry-run"
NAME = "updateAccountBillingEmail"

SKIP = ("@skip(if: true)", ())
HEADER = ("the dry-run header, the simplest input", (DRY_RUN_HEADER,))
MORE_INPUT = ("the dry-run header, the fullest input", (DRY_RUN_HEADER,))


def test_a_target_that_knows_the_header_is_asked_in_both_ways() -> None:
    cases = fixed(PROBE, NAME)
    assert [(case.label, case.headers) for case in cases[:3]] == [SKIP, HEADER, MORE_INPUT]
    assert len(cases) == 3
    assert len(cases[2].variables["input"]) > len(cases[1].variables["input"])


def test_the_mutation_itself_is_skipped() -> None:
    for _, cases in everything(PROBE):
        assert isinstance(cases, Cases)
        operation = cases.fixed[0].operation
        assert operation is not None
        assert (
            " @skip(if: true) {" in operation.document.split(operation.root, 1)[1].split("possibleErrors")[0]
        )


def test_nothing_is_sent_with_the_header_to_a_target_that_would_execute_it() -> None:
    for honoured in (False, None):
        assert [(case.label, case.headers) for case in fixed(PROBE, NAME, view(dry=honoured))] == [SKIP]


def test_nothing_is_sent_with_the_header_to_a_mutation_that_cannot_answer_it() -> None:
    assert [case.label for case in fixed(PROBE, "updatePassword")] == ["@skip(if: true)"]


def test_every_case_is_dry() -> None:
    assert {case.expectation for case in all_fixed(PROBE)} == {Expectation.DRY}


def test_without_a_schema_what_nobody_documents_is_blocked() -> None:
    expected = Blocked(FIELDS_UNKNOWN.format("SwitchProductInputType"))
    assert given(PROBE, "switchProduct", view(schema=False)) == expected
