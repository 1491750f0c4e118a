"""The sequences of steps whose last one is judged, one kind after the other: what is sent, and what is due then."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from kraken_conformance.model.case import Case, Due, Expectation, Taken
from kraken_conformance.model.fresh_names import LEDGER
from kraken_conformance.probes.flows.among_others import among_others
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import named_case
from kraken_conformance.probes.flows.other_accounts import for_another_account
from kraken_conformance.probes.flows.provoked_steps import provoked
from kraken_conformance.probes.flows.refused_steps import after_refusals
from kraken_conformance.probes.flows.sequences import (
    RIVALS,
    after_conditions,
    after_ends,
    conditions,
    sent_again,
    with_what_was_given,
)
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.flows.witnesses import WITNESSES, later, new_record, watched
from kraken_conformance.spec import FlowStep
from kraken_conformance.strategies import Pools
from kraken_conformance.target.view import TargetView
from tests.probes.listing import new_view, own_schema, shipped, view

WITNESS = "startSmartFlexOnboarding"
Kind = Callable[[Route, FlowStep, str], Iterator[Case]]


def route(flow: str, target: TargetView | None = None) -> Route:
    known = shipped().flows[flow]
    server = shipped().mutations[next(iter(known.steps.values())).mutation].server
    return Route(known, target or view(server))


def knowing(server: str, pools: Pools) -> TargetView:
    """Return a target that is known to know some values."""
    return replace(new_view(server, schema=True, token=True, dry=True), pools=pools)


def made(kind: Kind, flow: str, step: str, target: TargetView | None = None) -> dict[str, Case]:
    """Return the cases of one kind, by their labels."""
    found = route(flow, target)
    cases = list(kind(found, found.flow.steps[step], "state"))
    assert len({case.label for case in cases}) == len(cases)
    return {case.label.removeprefix(f"{flow}: "): case for case in cases}


def steps(case: Case) -> list[str | None]:
    """Return the steps before the last one, without the witnesses."""
    names = [step.mutation for step in case.before]
    return names[WITNESSES:] if case.before[:1] * 2 == case.before[:WITNESSES] else names


def due(case: Case) -> Due:
    assert case.due is not None
    return case.due


def test_what_may_be_done_once_is_done_twice_at_once_and_in_one_document() -> None:
    cases = made(after_conditions, "contribution-agreement", "endContributionAgreement")
    again, at_once, document = (
        cases.get("an agreement that was ended before"),
        cases.get(f"an agreement that was ended before, {RIVALS + 1} at once"),
        cases.get("endContributionAgreement three times in one document"),
    )
    assert again
    assert at_once
    assert document
    assert steps(again) == ["createContributionAgreement", "endContributionAgreement"]
    assert steps(at_once) == steps(document) == ["createContributionAgreement"]
    assert (again.rivals, at_once.rivals, document.rivals) == (0, RIVALS, 0)
    assert (again.provokes, document.about) == ("KT-CT-9604", "state.in-order")
    assert {due(case).codes for case in cases.values()} == {("KT-CT-9604",)}
    assert due(again).after_steps
    assert not due(again).absent


def test_codes_with_the_same_steps_are_due_together() -> None:
    case, *_ = made(after_conditions, "mfa-device", "validateMfaDevice").values()
    assert due(case).codes == ("KT-CT-1150", "KT-CT-1151")
    assert due(case).stated, "the first that is stated gives the words"


def test_what_ends_something_is_made_twice_where_the_record_is_its_own_witness() -> None:
    case, *_ = made(after_conditions, "mfa-device", "validateMfaDevice").values()
    assert [step.mutation for step in case.before] == ["createMfaDevice"] * 2 + ["deleteMfaDevice"] * 2
    assert [step.due and step.due.any_refusal for step in case.before] == [None, None, None, True]


def test_each_choice_that_names_a_record_is_tried() -> None:
    """Some servers forget the devices of one method alone."""
    cases = made(after_conditions, "mfa-device", "validateMfaDevice")
    methods = list(own_schema("AUTH").type_map["MFAMethodChoices"].values)
    assert len(cases) == len(methods) > 1
    tried = []
    for case in cases.values():
        chosen = {step.variables["input"]["mfaMethod"] for step in (case, *case.before)}
        assert len(chosen) == 1
        tried += chosen
    assert sorted(tried) == sorted(methods)
    pools = Pools({"mfaMethod": ["EMAIL"]})
    assert len(made(after_conditions, "mfa-device", "validateMfaDevice", knowing("AUTH", pools))) == 1
    # What an answer gives, or a text names, has no other choices.
    assert not any(", with " in label for label in made(after_ends, "device", "triggerBoostCharge"))


def test_what_belongs_to_another_account() -> None:
    (case,) = made(for_another_account, "goods-purchase", "updateActivePurchase").values()
    assert steps(case) == ["createGoodsPurchase"]
    first, other = (one.variables["input"]["accountNumber"] for one in (case.before[-1], case))
    assert first != other
    assert first.translate({ord(digit): "0" for digit in "0123456789"}) == other.translate(
        {ord(digit): "0" for digit in "0123456789"}
    )
    assert [taken.path for taken in case.takes] == [("input", "purchaseId")]
    assert due(case).any_refusal
    assert not due(case).stated
    known = knowing("API", Pools({"accountNumber": [first, "A-7"]}))
    (case,) = made(for_another_account, "goods-purchase", "updateActivePurchase", known).values()
    assert case.variables["input"]["accountNumber"] == "A-7"
    alone = knowing("API", Pools({"accountNumber": [first]}))
    assert not made(for_another_account, "goods-purchase", "updateActivePurchase", alone)
    # It takes an account and nothing of it, or nothing that an account has.
    assert not made(for_another_account, "contribution-agreement", "endContributionAgreement")


def test_the_first_of_two_that_were_given_is_still_there() -> None:
    (case,) = made(among_others, "push-notifications", "deletePushNotificationBinding").values()
    assert steps(case) == ["registerPushNotificationBinding"] * 2
    first, second = (step.variables["input"]["token"] for step in case.before[-2:])
    assert case.variables["input"]["token"] == first != second
    assert (due(case).codes, due(case).absent, due(case).stated) == (("KT-CT-5411",), True, False)


def test_two_values_that_name_a_record_are_turned_round() -> None:
    case = made(among_others, "credit-transfer", "terminateCreditTransferPermission")[
        "the values of one in each other's place"
    ]
    given, taken = case.before[-1].variables["input"], case.variables["input"]
    assert given["sourceLedgerNumber"] == taken["targetLedgerNumber"] != taken["sourceLedgerNumber"]
    assert given["targetLedgerNumber"] == taken["sourceLedgerNumber"]
    assert (due(case).codes, due(case).absent) == (("KT-CT-3825",), False)


def test_a_key_of_a_request_that_was_refused_is_used_for_nothing() -> None:
    (case,) = made(among_others, "repayment", "submitRepaymentRequest").values()
    refused = case.before[-1]
    assert refused.due == Due((), "it is not valid", after_steps=True)
    assert refused.variables["input"]["idempotencyKey"] == case.variables["input"]["idempotencyKey"]
    assert refused.variables != case.variables
    assert (due(case).codes, due(case).absent) == (("KT-CT-3928",), True)
    assert not made(among_others, "contribution-agreement", "endContributionAgreement"), "answers give its id"


def test_a_step_of_a_condition_that_is_to_be_refused_says_so() -> None:
    (case,) = made(after_conditions, "account-reference", "updateAccountReference").values()
    assert steps(case) == ["createAccountReference"]
    assert case.before[-1].due is not None
    assert all(step.due is None for step in case.before[:-1])


def test_a_step_whose_input_a_condition_changes_is_sent_with_that() -> None:
    cases = made(after_conditions, "repayment", "submitRepaymentRequest")
    case = cases["an idempotency key used before for another amount"]
    first, second = case.before[-1].variables["input"], case.variables["input"]
    assert first["idempotencyKey"] == second["idempotencyKey"]
    assert first != second
    assert not any("at once" in label for label in cases), "with other input it is not the same twice"


def test_a_condition_whose_steps_cannot_be_made_is_left_out() -> None:
    target = replace(
        new_view("API", schema=True, token=True, dry=True), not_on_the_way={"suspendControl": "no"}
    )
    assert made(after_conditions, "device", "triggerBoostCharge")
    assert not made(after_conditions, "device", "triggerBoostCharge", target)


def test_conditions_are_those_of_the_step_in_its_flow() -> None:
    found = route("mfa-device")
    (group,) = conditions(found, found.flow.steps["validateMfaDevice"])
    assert [trigger.code for trigger in group] == ["KT-CT-1150", "KT-CT-1151"]
    assert conditions(found, found.flow.steps["createMfaDevice"]) == []


def test_after_another_step_has_ended_what_it_takes_any_declared_refusal_will_do() -> None:
    (case,) = made(after_ends, "smartflex-onboarding", "selectVehicleMakeForSmartFlexOnboarding").values()
    assert steps(case) == [
        "startSmartFlexOnboarding",
        "selectDeviceTypeForSmartFlexOnboarding",
        "selectVehicleMakeForSmartFlexOnboarding",
        "cancelSmartFlexOnboarding",
    ]
    declared = shipped().mutations["selectVehicleMakeForSmartFlexOnboarding"].errors
    assert set(declared) - set(due(case).codes) == {"KT-CT-1112", "KT-CT-1113"}, "those refuse any request"
    assert (due(case).any_refusal, due(case).stated) == (True, False)


@pytest.mark.parametrize(
    ("flow", "step"),
    [
        ("contribution-agreement", "endContributionAgreement"),  # a condition says it already
        ("device", "suspendControl"),  # ends whatever an account has
        ("self-reading", "selfReading"),  # nothing ends it
    ],
)
def test_what_is_known_or_ends_no_record_of_its_own_is_not_tried(flow: str, step: str) -> None:
    assert not made(after_ends, flow, step)


def test_what_was_given_is_not_unknown() -> None:
    (case,) = made(with_what_was_given, "credit-transfer", "terminateCreditTransferPermission").values()
    assert case.label == "credit-transfer: what createCreditTransferPermission gave"
    assert steps(case) == ["createCreditTransferPermission"]
    assert due(case) == Due(
        ("KT-CT-3825",), "createCreditTransferPermission gave it", stated=True, after_steps=True, absent=True
    )


@pytest.mark.parametrize(
    ("flow", "step"),
    [
        ("quote", "requestQuote"),
        ("account-reference", "updateAccountReference"),
        ("line", "unlinkUserFromLine"),
    ],
)
def test_what_takes_nothing_or_knows_no_unknown_id_is_not_tried(flow: str, step: str) -> None:
    assert not made(with_what_was_given, flow, step)


def test_a_request_with_an_idempotency_key_is_sent_again_and_at_once() -> None:
    found = route("repayment")
    cases = list(sent_again(found, found.flow.steps["submitRepaymentRequest"], "state", "state.sent-again"))
    again, at_once = cases
    assert [case.about for case in cases] == ["state.sent-again"] * 2
    assert (len(again.before), again.rivals, at_once.before, at_once.rivals) == (1, 0, (), RIVALS)
    assert again.before[0].variables == again.variables
    assert again.variables != at_once.variables, "two sequences share no key"
    assert not list(
        sent_again(found, found.flow.steps["cancelRepaymentRequest"], "state", "state.sent-again")
    )


def named(flow: str, step: str, label: str = "one", target: TargetView | None = None) -> Case:
    found = route(flow, target)
    return named_case(found, extended(found, (), found.flow.steps[step]), "state", label)


def test_records_have_names_of_their_own_in_the_form_that_they_have() -> None:
    case = named("credit-transfer", "createCreditTransferPermission")
    names = {case.variables["input"][f"{which}LedgerNumber"] for which in ("source", "target")}
    assert set(case.fresh) == names
    assert len(names) == 2
    assert {name[: len(LEDGER.rstrip("0123456789"))] for name in names} == {LEDGER.rstrip("0123456789")}
    assert names.isdisjoint(named("credit-transfer", "createCreditTransferPermission", "two").fresh)
    assert case.fresh == named("credit-transfer", "createCreditTransferPermission").fresh


def test_what_belongs_to_an_account_or_is_no_text_keeps_its_value() -> None:
    assert named("goods-purchase", "createGoodsPurchase").fresh == ()
    assert named("mfa-device", "createMfaDevice").fresh == ()
    (key,) = named("repayment", "submitRepaymentRequest").fresh
    assert len(key) == 36


def test_a_witness_is_sent_twice_before_all_else_and_what_is_taken_moves_back() -> None:
    case = made(with_what_was_given, "repayment", "cancelRepaymentRequest")[
        "what submitRepaymentRequest gave"
    ]
    assert case.before[0].key() == case.before[1].key()
    assert [step.mutation for step in case.before] == [WITNESS, WITNESS, "submitRepaymentRequest"]
    assert {taken.step for taken in case.takes} == {WITNESSES}


def test_a_case_that_begins_with_its_witness_is_watched_by_that() -> None:
    found = route("pmax")
    step = found.flow.steps["runMeterPointPmaxAnalysis"]
    mutation = found.mutation(step)
    witness = new_record(found.target, mutation, "state", (found.flow,))
    assert witness is not None
    assert witness.mutation == "runMeterPointPmaxAnalysis"
    alone = watched(replace(witness, before=(witness,)), found, mutation, "state")
    assert [one.mutation for one in alone.before] == ["runMeterPointPmaxAnalysis"] * 2
    other = watched(witness, found, mutation, "state")
    assert len(other.before) == WITNESSES


def test_where_nothing_makes_a_new_record_a_sequence_stays_as_it_is() -> None:
    nothing = {step.mutation: "no" for flow in shipped().flows.values() for step in flow.steps.values()}
    target = replace(view("API"), not_on_the_way=nothing)
    mutation = shipped().mutations["updateUser"]
    case = named("self-reading", "selfReading")
    assert new_record(target, mutation, "state") is None
    assert watched(case, Route(shipped().flows["self-reading"], target), mutation, "state") is case


def test_a_witness_moves_no_money_where_another_can_stand_in_and_then_it_does() -> None:
    mutation = shipped().mutations["updateUser"]
    left = {"startSmartFlexOnboarding", "runMeterPointPmaxAnalysis", "deviceRegistration"}
    target = replace(view("API"), not_on_the_way=dict.fromkeys(left, "no"))
    usual, other = new_record(view("API"), mutation, "state"), new_record(target, mutation, "state")
    assert usual is not None
    assert usual.mutation == WITNESS
    assert other is not None
    assert other.mutation not in {*left, "obtainKrakenToken", "submitRepaymentRequest", "collectPayment"}
    preferred = new_record(view("API"), mutation, "state", (shipped().flows["pmax"],))
    assert preferred is not None
    assert preferred.mutation == "runMeterPointPmaxAnalysis"


def test_what_a_case_takes_moves_with_the_steps() -> None:
    taken = Taken(1, ("id",), ("input", "id"), "ID")
    case = replace(named("self-reading", "selfReading"), takes=(taken,), bearer=replace(taken, step=0))
    moved = later(case, 3)
    assert moved.bearer is not None
    assert ([one.step for one in moved.takes], moved.bearer.step) == ([4], 3)
    assert later(replace(case, bearer=None), 3).bearer is None


def test_a_refused_request_has_used_nothing_up_and_made_nothing() -> None:
    cases = made(after_refusals, "credit-transfer", "terminateCreditTransferPermission")
    before, dry, never = cases.values()
    assert list(cases) == [
        "what was refused before, for the token",
        "what was done in a dry run",
        "what was to be made by a request that was refused, for the token",
    ]
    assert steps(before) == ["createCreditTransferPermission", "terminateCreditTransferPermission"]
    assert due(before).absent
    assert steps(dry) == steps(before)
    assert (due(dry).absent, due(dry).stated) == (True, True)
    assert (dry.before[-1].expectation, dry.before[-1].headers) == (
        Expectation.DRY,
        (shipped().platform.headers.dry_run_header,),
    )
    assert steps(never) == ["createCreditTransferPermission"]
    assert not due(never).absent
    assert due(never).stated


def test_without_a_token_nothing_is_refused_for_the_token() -> None:
    target = new_view("API", schema=True, token=False, dry=True)
    labels = made(after_refusals, "quote", "acceptQuote", target)
    assert list(labels) == ["what was refused before, for its input", "what was done in a dry run"]


@pytest.mark.parametrize("honoured", [None, False])
def test_a_target_that_may_execute_a_dry_run_is_asked_for_none(honoured: bool | None) -> None:
    target = new_view("API", schema=True, token=True, dry=honoured)
    assert "what was done in a dry run" not in made(after_refusals, "quote", "acceptQuote", target)


def test_inputs_that_are_due_to_raise_a_code_come_after_what_gives_the_ids() -> None:
    cases = made(provoked, "pmax", "sendPmaxEmailSummary")
    address = cases["KT-CT-4122: an e-mail address without @"]
    assert [step.mutation for step in address.before] == [
        "runMeterPointPmaxAnalysis",
        "sendPmaxEmailSummary",
        "runMeterPointPmaxAnalysis",
    ]
    assert address.before[1].label == "the valid input"
    assert [taken.step for taken in (*address.before[1].takes, *address.takes)] == [0, 2]
    empty = cases["KT-CT-4122: an empty e-mail address"]
    assert [taken.step for taken in empty.takes] == [0], "one comparison per code"


def test_an_id_that_was_never_given_is_tried_after_two_that_were() -> None:
    cases = made(provoked, "contribution-agreement", "endContributionAgreement")
    case = cases["KT-CT-9603: an unknown agreement"]
    assert [step.mutation for step in case.before] == ["createContributionAgreement"] * WITNESSES
    assert case.variables["input"]["contributionAgreementId"] in case.fresh
    assert due(case).after_steps


def test_a_giver_with_a_key_makes_no_second_record_so_that_another_is_the_witness() -> None:
    cases = made(provoked, "repayment", "cancelRepaymentRequest")
    case = cases["KT-CT-3930: an unknown repayment request"]
    assert [step.mutation for step in case.before] == [WITNESS] * WITNESSES
    assert cases["KT-CT-3930: an empty repayment request"].variables["input"]["requestId"] == ""


def test_a_step_that_takes_an_account_alone_is_provoked_elsewhere() -> None:
    assert not made(provoked, "device", "triggerBoostCharge")


def test_what_each_giver_of_a_value_gave_is_tried() -> None:
    cases = made(with_what_was_given, "goods-quote", "shareGoodsQuote")
    assert {label: steps(case) for label, case in cases.items()} == {
        "what createGoodsQuote gave": ["createGoodsQuote"],
        "what createGoodsQuoteWithoutAccount gave": ["createGoodsQuoteWithoutAccount"],
    }
    assert all(case.due is not None and case.due.absent for case in cases.values())


def test_where_one_giver_is_not_in_the_run_the_other_one_is_tried_alone() -> None:
    target = replace(
        new_view("API", schema=True, token=True, dry=True), not_on_the_way={"createGoodsQuote": "no"}
    )
    assert list(made(with_what_was_given, "goods-quote", "shareGoodsQuote", target)) == [
        "what createGoodsQuoteWithoutAccount gave"
    ]
