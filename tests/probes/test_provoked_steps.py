"""Input that is due to raise a code, sent with what earlier steps gave."""

from __future__ import annotations

from kraken_conformance.model.case import Case
from kraken_conformance.strategies import Pools
from kraken_conformance.target.view import TargetView
from tests.probes.listing import fixed, own_schema, shipped, view

IBAN = "an IBAN with a wrong check digit"


def ending(mutation: str, words: str, probe: str = "state") -> Case:
    return next(case for case in fixed(probe, mutation) if case.label.endswith(words))


def test_a_wrong_value_goes_with_a_quote_that_was_just_made() -> None:
    case = ending("acceptQuote", IBAN)
    assert [step.mutation for step in case.before] == ["requestQuote", "acceptQuote", "requestQuote"]
    assert [(taken.step, taken.path) for taken in case.takes] == [(2, ("input", "quoteRequestCode"))]
    assert [taken.step for taken in case.before[1].takes] == [0]
    assert case.due is not None
    assert (case.due.stated, case.due.after_steps, case.provokes) == (True, False, "KT-CT-3811")


def test_the_valid_input_is_compared_once_per_code() -> None:
    cases = [case for case in fixed("state", "acceptQuote") if case.due and case.due.codes[0] == "KT-CT-4122"]
    compared, *others = (len(case.before) for case in cases)
    assert (compared, set(others)) == (3, {1})


def test_an_id_that_was_never_given_comes_after_two_that_were() -> None:
    case = ending("endContributionAgreement", "an unknown agreement")
    assert [step.mutation for step in case.before] == ["createContributionAgreement"] * 2
    assert case.before[0].key() == case.before[1].key()
    assert case.variables["input"]["contributionAgreementId"].isdigit()
    provoked = ending("endContributionAgreement", "an unknown agreement", "provocation")
    assert (
        provoked.variables["input"]["contributionAgreementId"]
        != case.variables["input"]["contributionAgreementId"]
    )
    assert (case.takes, case.due is not None and case.due.after_steps) == ((), True)


def test_what_does_not_exist_is_judged_where_a_pool_says_what_does() -> None:
    words = "an account that does not exist"
    assert ending("createReferral", words, "provocation").due.guess  # type: ignore[union-attr]
    known = Pools({"accountNumber": ["A-12345678"]})
    target = TargetView(shipped(), shipped().servers["API"], own_schema("API"), True, pools=known)
    (case,) = (case for case in fixed("provocation", "createReferral", target) if case.label.endswith(words))
    assert case.due is not None
    assert not case.due.guess


def test_ids_that_may_be_left_out_are_left_out_of_plain_input() -> None:
    mutation = shipped().mutations["acceptQuote"]
    plain = view("API").complete(mutation)["input"]
    assert "quoteRequestCode" in plain
    assert not {"accountUserId", "affiliateSessionId"} & plain.keys()
