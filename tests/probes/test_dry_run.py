from __future__ import annotations

from graphql import execute_sync, parse

from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.operations.left_out_mutation import CONDITIONS
from kraken_conformance.probes._shared.provocation_input import provoking_inputs
from kraken_conformance.spec import Effect
from tests.headers import DRY_RUN_HEADER
from tests.probes.listing import FIELDS_UNKNOWN, all_fixed, everything, fixed, given, own_schema, view

PROBE = "dry-run"
NAME = "updateAccountBillingEmail"

SKIP = ("@skip(if: true)", ())
OTHERWISE = ("@skip and @include in every other form, without a token", ())
HEADER = ("the dry-run header, the simplest input", (DRY_RUN_HEADER,))
MORE_INPUT = ("the dry-run header, the fullest input", (DRY_RUN_HEADER,))


def test_a_target_that_knows_the_header_is_asked_in_both_ways() -> None:
    cases = fixed(PROBE, NAME)
    assert [(case.label, case.headers) for case in cases] == [SKIP, OTHERWISE, HEADER, MORE_INPUT]
    assert len(cases[3].variables["input"]) > len(cases[2].variables["input"])


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
        assert [(case.label, case.headers) for case in fixed(PROBE, NAME, view(dry=honoured))] == [
            SKIP,
            OTHERWISE,
        ]


def test_nothing_is_sent_with_the_header_to_a_mutation_that_cannot_answer_it() -> None:
    assert [(case.label, case.headers) for case in fixed(PROBE, "updatePassword")] == [SKIP, OTHERWISE]


def test_what_is_left_out_in_other_forms_does_no_harm_where_it_is_executed() -> None:
    for mutation, cases in everything(PROBE):
        assert isinstance(cases, Cases)
        others = [case for case in cases.fixed if case.label == OTHERWISE[0]]
        assert len(others) == 1 or not mutation.needs_token
        for case in others:
            sent = {name: value for name, value in case.variables.items() if name not in CONDITIONS}
            refused = (
                variables
                for triggers, variables in provoking_inputs(mutation, view(mutation.server))
                if all(trigger.stated for trigger in triggers)
            )
            changes = mutation.effects <= {Effect.IDEMPOTENT, Effect.CHANGES}
            assert case.credentials is Credentials.NONE
            assert mutation.needs_token or changes or sent in refused


def test_every_form_leaves_the_mutation_out() -> None:
    schema = own_schema("API")
    for case in all_fixed(PROBE):
        if case.label == OTHERWISE[0] and case.server == "API":
            assert case.operation is not None
            made = execute_sync(schema, parse(case.operation.document), variable_values=dict(case.variables))
            assert (made.data, made.errors) == ({}, None)


def test_every_case_is_dry() -> None:
    assert {case.expectation for case in all_fixed(PROBE)} == {Expectation.DRY}


def test_without_a_schema_what_nobody_documents_is_blocked() -> None:
    expected = Blocked(FIELDS_UNKNOWN.format("SwitchProductInputType"))
    assert given(PROBE, "switchProduct", view(schema=False)) == expected
