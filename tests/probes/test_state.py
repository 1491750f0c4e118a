"""The probe `state`: its sequences, and what a run finds on a server that remembers and on one that does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kraken_conformance.model.case import Case, Credentials
from kraken_conformance.model.case_json import case_from_json, case_to_json
from kraken_conformance.model.cases import Cases
from kraken_conformance.model.fresh_names import renamed, rival
from kraken_conformance.strategies import Pools
from kraken_conformance.target.view import TargetView
from tests.probes.listing import (
    all_fixed,
    everything,
    fixed,
    given,
    own_schema,
    requests,
    shipped,
    what_is_wrong,
)

PROBE = "state"
HARMLESS_WITNESSES = ("startSmartFlexOnboarding", "runMeterPointPmaxAnalysis", "deviceRegistration")


def case_for(mutation: str, label: str) -> Case:
    (case,) = [case for case in fixed(PROBE, mutation) if case.label == label]
    return case


def steps(case: Case) -> list[str | None]:
    return [step.mutation for step in (*case.before, case)]


def test_a_sequence_begins_with_the_same_new_record_twice() -> None:
    case = case_for("endContributionAgreement", "contribution-agreement: an agreement that was ended before")
    first, second, *others = case.before
    assert first.key() == second.key()
    assert [step.mutation for step in others] == ["createContributionAgreement", "endContributionAgreement"]
    assert {taken.step for taken in case.takes} == {2}


def test_no_two_sequences_share_a_record() -> None:
    keys: list[Any] = [
        case.variables["input"]["idempotencyKey"]
        for case in fixed(PROBE, "submitRepaymentRequest")
        if case.due is not None
    ]
    again = case_for("submitRepaymentRequest", "repayment: the same request again")
    assert again.variables["input"]["idempotencyKey"] not in keys
    assert again.before[-1].variables == again.variables


def test_the_second_use_of_a_key_is_another_request() -> None:
    label = "repayment: an idempotency key used before for another amount"
    case = case_for("submitRepaymentRequest", label)
    first, second = case.before[-1].variables["input"], case.variables["input"]
    assert first["idempotencyKey"] == second["idempotencyKey"]
    assert first["amountInMinorUnit"] != second["amountInMinorUnit"]


def test_what_may_be_done_once_is_done_at_once() -> None:
    (case,) = [case for case in fixed(PROBE, "acceptQuote") if case.rivals]
    assert steps(case)[2:] == ["requestQuote", "acceptQuote"]


def test_what_a_drafted_flow_makes_due_is_a_guess() -> None:
    contract = shipped()
    drafted = {name: replace(flow, drafted=True) for name, flow in contract.flows.items()}
    target = TargetView(
        replace(contract, flows=drafted),
        contract.servers["API"],
        own_schema("API"),
        True,
        dry_run_honoured=True,
    )
    for mutation in ("endContributionAgreement", "acceptQuote", "submitRepaymentRequest"):
        dues = [case.due for case in fixed(PROBE, mutation, target) if case.due is not None]
        assert dues
        assert all(due.guess for due in dues)
        assert not any(case.due.guess for case in fixed(PROBE, mutation) if case.due is not None)


def test_a_new_token_is_tried_after_that_of_the_run() -> None:
    case = next(case for case in fixed(PROBE, "obtainKrakenToken") if case.bearer is not None)
    assert case.bearer is not None
    assert case.before[case.bearer.step].mutation == "obtainKrakenToken"
    assert case.before[-1].mutation == case.mutation
    assert (case.before[-1].credentials, case.credentials) == (Credentials.TOKEN, Credentials.NONE)


def test_what_an_account_has_is_not_taken_for_one_record() -> None:
    assert not any("deauthenticateDevice" in case.label for case in all_fixed(PROBE))


def test_no_witness_moves_money_or_sends_messages_where_another_can_stand_in() -> None:
    for mutation, made in everything(PROBE):
        for case in made.fixed if isinstance(made, Cases) else ():
            if case.rivals and case.due is not None and mutation.server == "API":
                assert case.before[0].mutation in HARMLESS_WITNESSES, case


def test_what_was_refused_has_used_nothing_up() -> None:
    case = case_for("acceptQuote", "quote: what was refused before, for its input")
    refused = [step for step in case.before if step.mutation == "acceptQuote"]
    assert len(refused) > 3
    assert all(step.takes == case.takes for step in refused)
    assert any(step.variables["input"].get("declinesTerms") for step in refused)
    assert case.due is not None
    assert (case.due.codes, case.due.absent, case.due.stated) == (("KT-FR-4618",), True, False)


def test_what_a_refused_request_was_to_make_is_not_there() -> None:
    label = "credit-transfer: what was to be made by a request that was refused, for the token"
    case = case_for("terminateCreditTransferPermission", label)
    giver = case.before[-1]
    assert (giver.mutation, giver.credentials) == ("createCreditTransferPermission", Credentials.NONE)
    assert case.due is not None
    assert (case.due.codes, case.due.stated) == (("KT-CT-3825",), True)
    assert set(case.variables["input"].values()) >= set(case.fresh)


def test_a_reading_that_others_may_give_too_is_not_judged_as_used_up() -> None:
    assert not any("refused" in case.label for case in fixed(PROBE, "selfReading"))


def test_they_are_few() -> None:
    cases = list(all_fixed(PROBE))
    assert len(cases) >= 50
    after_a_dry_run = [case for case in cases if "dry run" in case.label]
    assert sum(map(requests, after_a_dry_run)) <= 60
    others = (case for case in cases if case not in after_a_dry_run)
    assert sum(requests(case) + case.rivals for case in others) <= 1_030


@pytest.mark.parametrize("key", ["due", "rivals", "bearer"])
def test_a_case_is_what_it_was_after_json(key: str) -> None:
    for case in all_fixed(PROBE):
        again = case_from_json(case_to_json(case))
        assert getattr(again, key) == getattr(case, key)
        assert again.key() == case.key()


def test_what_a_sequence_makes_has_other_names_each_time_it_is_sent() -> None:
    case = next(case for case in fixed("state", "createCreditTransferPermission") if not case.rivals)
    first, second = renamed(case, "1"), renamed(case, "2")
    assert len({str(one.variables) for one in (case, first, second)}) == 3
    assert first.before[-1].variables["input"] == first.variables["input"]
    assert first.key() == second.key() == case.key()
    assert renamed(first, "3").variables != first.variables, "a finding that is replayed"
    assert set(first.variables["input"]["sourceLedgerNumber"][2:]) <= set("0123456789ABCDEF")


def test_a_case_without_such_names_is_sent_as_it_is() -> None:
    (case, *_) = fixed("valid-input", "createCreditTransferPermission")
    assert renamed(case, "1") is case


def test_what_takes_a_name_stands_behind_what_gives_it_in_one_document() -> None:
    label = "account-reference: updateAccountReference in one document with what it takes"
    case = case_for("updateAccountReference", label)
    assert steps(case) == [
        *("updateAccountReference", "createAccountReference", "updateAccountReference"),
        "updateAccountReference",
    ]
    alone, given, taken = (step.variables["input"]["namespace"] for step in case.before)
    together = {case.variables[name]["namespace"] for name in ("beforeInput", "input")}
    assert given == taken
    assert len({alone, given, *together}) == 3
    assert what_is_wrong(case) == []


def test_only_what_is_sent_can_be_taken_in_one_document() -> None:
    found = [case.mutation for case in all_fixed(PROBE) if "in one document with" in case.label]
    assert found == [
        *("deletePushNotificationBinding", "terminateCreditTransferPermission", "updateAccountReference"),
    ]


def test_what_may_be_done_once_is_done_again_with_other_values() -> None:
    label = "quote: a quote that was accepted before, with other values"
    case = case_for("acceptQuote", label)
    assert steps(case) == ["requestQuote", "acceptQuote", "acceptQuote", "acceptQuote"]
    first, again = case.before[1:]
    assert first.variables == again.variables != case.variables
    assert first.takes == again.takes == case.takes
    assert case.due is not None
    assert again.due is not None
    assert (case.due.codes, case.due.stated, again.due.any_refusal) == (("KT-FR-4618",), False, True)


def test_what_may_be_done_once_is_done_again_for_another_account_of_a_pool() -> None:
    contract = shipped()
    pools = Pools({"accountNumber": ["A-1B2C3D4A", "A-1B2C3D4B"]})
    target = TargetView(contract, contract.servers["API"], own_schema("API"), True, pools=pools)
    cases = fixed(PROBE, "redeemReferralClaimCode", target)
    (case,) = [case for case in cases if "another account" in case.label]
    inputs = [step.variables["input"] for step in (*case.before, case)]
    assert [value["accountNumber"] for value in inputs] == ["A-1B2C3D4A", "A-1B2C3D4A", "A-1B2C3D4B"]
    assert len({value["code"] for value in inputs}) == 1


def scope(*mutations: str) -> TargetView:
    """A target of which only these mutations are executed."""
    contract = shipped()
    others = {name: "it is not among them" for name in contract.mutations if name not in mutations}
    return TargetView(contract, contract.servers["API"], own_schema("API"), True, not_on_the_way=others)


def test_where_nothing_makes_a_new_record_something_else_is_ended_twice() -> None:
    few = scope("submitRepaymentRequest", "cancelRepaymentRequest")
    label = "repayment: an idempotency key used before for another amount"
    (case,) = [case for case in fixed(PROBE, "submitRepaymentRequest", few) if case.label == label]
    made, cancelled, again, *own = case.before
    assert [step.mutation for step in case.before] == [
        *("submitRepaymentRequest", "cancelRepaymentRequest", "cancelRepaymentRequest"),
        "submitRepaymentRequest",
    ]
    assert cancelled.key() == again.key()
    keys = {step.variables["input"]["idempotencyKey"] for step in (made, *own)}
    assert len(keys) == 2 == len(set(case.fresh))


def test_where_nothing_shows_memory_the_run_names_what_would() -> None:
    few = scope("submitRepaymentRequest")
    made = given(PROBE, "submitRepaymentRequest", few)
    assert isinstance(made, Cases)
    (step,) = made.not_reached
    assert step.step in HARMLESS_WITNESSES
    assert "would show whether the target remembers" in step.why
    whole = given(PROBE, "submitRepaymentRequest")
    assert isinstance(whole, Cases)
    assert whole.not_reached == ()


def test_a_key_is_regenerated_twice() -> None:
    (case,) = fixed(PROBE, "regenerateSecretKey")
    assert steps(case)[2:] == ["regenerateSecretKey", "regenerateSecretKey"]
    assert case.about == "state.renewed"
    everybody = (step for case in all_fixed(PROBE) for step in case.before if case.about != "state.renewed")
    assert all(step.mutation != "regenerateSecretKey" for step in everybody), "it is no witness"


def test_what_was_taken_back_may_be_given_again() -> None:
    label = "credit-transfer: a permission that was given before, and terminateCreditTransferPermission has undone it"
    case = case_for("createCreditTransferPermission", label)
    given_once, refused, ended = case.before
    assert given_once.variables == refused.variables == case.variables
    assert ended.mutation == "terminateCreditTransferPermission"
    assert refused.due is not None
    assert case.due is not None
    assert (refused.due.any_refusal, case.due.codes, case.due.absent) == (True, ("KT-CT-3829",), True)


def test_what_was_resumed_is_not_suspended() -> None:
    label = "device: a device whose control is suspended, and resumeControl has undone it"
    case = case_for("triggerTestCharge", label)
    assert steps(case)[2:] == ["suspendControl", "resumeControl", "triggerTestCharge"]
    assert case.due is not None
    assert (case.due.codes, case.due.absent) == (("KT-CT-4355",), True)


def test_an_id_that_nobody_gave_is_sent_where_no_code_says_that_there_is_no_such_thing() -> None:
    case = case_for("cancelLeaveSupplier", "leave-supplier: an id that no step gave")
    assert case.due is not None
    assert case.variables["input"]["number"] in case.fresh
    declared = set(shipped().mutations["cancelLeaveSupplier"].errors)
    assert declared - set(case.due.codes) == {"KT-CT-1112", "KT-CT-1113"}, "those refuse any request"
    assert (case.due.stated, case.due.after_steps) == (False, True)
    assert what_is_wrong(case) == []
    labels = [case.label for case in fixed(PROBE, "endContributionAgreement")]
    assert not any("no step gave" in label for label in labels), "it has a code for that"


def test_an_account_is_no_id_that_somebody_has_to_give_first() -> None:
    assert not any("no step gave" in case.label for case in fixed(PROBE, "triggerTestCharge"))


def test_a_conflict_of_keys_shows_memory_where_nothing_else_does() -> None:
    few = scope("submitRepaymentRequest", "cancelRepaymentRequest")
    label = "repayment: a request that was cancelled before"
    (case,) = [case for case in fixed(PROBE, "cancelRepaymentRequest", few) if case.label == label]
    first, conflict, control, *own = case.before
    keys = [step.variables["input"]["idempotencyKey"] for step in (first, conflict, control)]
    assert keys[0] == keys[1] != keys[2]
    assert conflict.due is not None
    assert (conflict.due.codes, control.due) == (("KT-CT-3928",), None)
    assert [step.mutation for step in own] == ["submitRepaymentRequest", "cancelRepaymentRequest"]
    assert {taken.step for taken in case.takes} == {3}


def test_a_key_that_was_used_for_another_ledger_is_refused_by_the_words_of_the_documents() -> None:
    """A request for another ledger is another request. To answer it with the old record is no success."""
    cases = fixed(PROBE, "submitRepaymentRequest", scope("submitRepaymentRequest", "cancelRepaymentRequest"))
    (case,) = [
        one for one in cases if one.label.endswith("an idempotency key used before for another ledger")
    ]
    assert case.due is not None
    assert case.due.stated
    first, second = case.before[-1].variables["input"], case.variables["input"]
    differing = {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
    assert differing == {"ledgerNumber"}


def test_a_new_record_has_a_name_of_its_own_each_time() -> None:
    few = scope("createCreditTransferPermission", "terminateCreditTransferPermission")
    cases = fixed(PROBE, "terminateCreditTransferPermission", few)
    case = next(case for case in cases if case.label.endswith("what createCreditTransferPermission gave"))
    first, second, *_ = case.before
    assert first.key() == second.key()
    assert set(first.variables["input"].values()) <= set(case.fresh)


def test_a_refresh_token_of_the_second_generation_is_tried_after_the_end() -> None:
    label = "a refresh token of the same user that was obtained with another one"
    case = case_for("forceReauthentication", label)
    login, refreshed, ended, again = case.before[-4:]
    assert [login.mutation, ended.mutation] == ["obtainKrakenToken", "forceReauthentication"]
    assert refreshed.key() == again.key()
    assert again.due is not None
    assert again.due.any_refusal
    (taken,) = case.takes
    assert case.before[taken.step] is refreshed


def test_a_refresh_token_is_tried_with_each_mutation_that_needs_a_token_where_there_is_a_key() -> None:
    contract = shipped()
    pools = Pools({"APIKey": ["sk_live_reference"]})
    target = TargetView(contract, contract.servers["API"], own_schema("API"), True, pools=pools)
    label = "a refresh token as its credential"
    for mutation in ("requestPrintedBill", "endContributionAgreement"):
        (case,) = [case for case in fixed(PROBE, mutation, target) if case.label == label]
        assert steps(case) == ["obtainKrakenToken", mutation]
        assert case.bearer is not None
        assert case.bearer.source == ("refreshToken",)
    assert all(case.label != label for case in fixed(PROBE, "requestPrintedBill")), "there is no key"
    assert given(PROBE, "requestPasswordReset", target) is None, "it needs no token"


def test_requests_with_one_key_at_the_same_moment_differ() -> None:
    label = "repayment: an idempotency key for 4 requests at once"
    case = case_for("submitRepaymentRequest", label)
    assert case.rivals == 3
    sent = [rival(case, number).variables["input"] for number in range(1 + case.rivals)]
    assert len({value["reason"] for value in sent}) == 4
    assert len({value["idempotencyKey"] for value in sent}) == 1
    other = renamed(case, "1")
    assert set(other.differing) < set(other.fresh)
    assert other.variables["input"]["reason"] in other.differing
    assert case_from_json(case_to_json(case)).differing == case.differing
    alike = replace(case, differing=())
    assert alike.key() != case.key()
    assert {rival(alike, number).key() for number in range(4)} == {alike.key()}


def test_a_token_for_one_purpose_is_tried_with_each_other_mutation_and_all_with_a_harmless_one() -> None:
    sent = {
        case.mutation: (case.label, steps(case))
        for case in all_fixed(PROBE)
        if case.label == "what verifyIdentity gave as its credential"
    }
    assert sent["collectPayment"][1] == ["verifyIdentity", "collectPayment"]
    assert {"updateUser", "verifyIdentity", "obtainKrakenToken", "createMfaDevice"}.isdisjoint(sent)
    quotes = [
        case.mutation for case in all_fixed(PROBE) if case.label == "what acceptQuote gave as its credential"
    ]
    assert len(quotes) == 1


def test_one_record_is_ended_and_then_another_one() -> None:
    case = case_for(
        "endContributionAgreement", "contribution-agreement: another one after endContributionAgreement"
    )
    create, end = "createContributionAgreement", "endContributionAgreement"
    assert steps(case) == [create, create, end, end]
    assert ([taken.step for taken in case.before[-1].takes], [taken.step for taken in case.takes]) == (
        [0],
        [1],
    )
    binding = case_for(
        "deletePushNotificationBinding", "push-notifications: another one after deletePushNotificationBinding"
    )
    first, second = (step.variables["input"]["token"] for step in binding.before[-3:-1])
    assert binding.before[-1].variables["input"]["token"] == first
    assert binding.variables["input"]["token"] == second != first


@pytest.mark.parametrize("name", ["updateUser", "forceReauthentication"])
def test_a_contract_without_the_mutation_that_logs_in_has_no_refresh_token(name: str) -> None:
    contract = shipped()
    mutations = {key: one for key, one in contract.mutations.items() if key != "obtainKrakenToken"}
    flows = {key: one for key, one in contract.flows.items() if key != "token"}
    cut = replace(contract, mutations=mutations, flows=flows)
    target = TargetView(cut, cut.servers["API"], own_schema("API"), True, dry_run_honoured=True)
    cases = given(PROBE, name, target)
    assert cases is None or not any(case.bearer for case in cases.fixed)
