"""Programs into cases: what is sent, what comes from an earlier answer, and which programs are always walked."""

from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.json_path import value_at
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.walk_cases import case_of, extended, fixed_programs, variables_for
from kraken_conformance.probes.flows.walk_plan import Move, Program
from tests.probes.listing import shipped, view


def route(name: str, server: str = "API") -> Route:
    return Route(shipped().flows[name], view(server))


def program(found: Route, *names: str) -> Program:
    made: Program = ()
    for name in names:
        made = extended(found, made, found.flow.steps[name])
    return made


def steps(moves: Program) -> list[str]:
    return [move.step for move in moves]


def walked(found: Route, *names: str) -> Case:
    return case_of(found, program(found, *names), "flow", "a walk")


def test_a_step_brings_what_it_needs_and_no_more() -> None:
    quote = route("quote")
    assert steps(program(quote, "invalidatePreSignedToken")) == [
        "requestQuote",
        "acceptQuote",
        "invalidatePreSignedToken",
    ]
    assert steps(program(quote, "acceptQuote", "checkoutQuote")) == [
        "requestQuote",
        "acceptQuote",
        "checkoutQuote",
    ]
    assert steps(program(quote, "requestQuote", "checkoutQuote")) == [
        "requestQuote",
        "acceptQuote",
        "checkoutQuote",
    ]
    assert steps(program(quote, "checkoutQuote")) == ["requestQuote", "acceptQuote", "checkoutQuote"]


def test_a_step_takes_from_the_latest_that_gives() -> None:
    quote = route("quote")
    made = program(quote, "requestQuote", "requestQuote", "acceptQuote", "acceptQuote")
    assert [move.givers for move in made] == [(), (), (1,), (1,)]


def test_the_last_move_is_the_case_and_the_others_come_before() -> None:
    case = walked(route("quote"), "invalidatePreSignedToken")
    assert (case.label, case.mutation, case.probe) == ("a walk", "invalidatePreSignedToken", "flow")
    assert [(step.mutation, step.label) for step in case.before] == [
        ("requestQuote", "requestQuote"),
        ("acceptQuote", "acceptQuote"),
    ]
    assert {step.expectation for step in (*case.before, case)} == {Expectation.ACCEPTED}


def test_what_is_answered_is_taken_when_it_is_there() -> None:
    case = walked(route("quote"), "invalidatePreSignedToken")
    (accepted,) = case.before[1].takes
    assert (accepted.step, accepted.source, accepted.path) == (
        0,
        ("quoteRequestCode",),
        ("input", "quoteRequestCode"),
    )
    (taken,) = case.takes
    assert (taken.step, taken.source, taken.path) == (1, ("preSignedKey",), ("input", "token"))
    assert (
        taken.type
        == dict(view("API").input_leaves(shipped().mutations["invalidatePreSignedToken"]))[taken.path]
    )


def test_what_was_sent_is_there_at_once_from_the_step_that_it_was_sent_with() -> None:
    agreed = route("account-reference")
    first, second, last = program(
        agreed, "createAccountReference", "createAccountReference", "updateAccountReference"
    )
    sent = {"input": {**first.variables["input"], "accountNumber": "A-1", "namespace": "one"}}
    case = case_of(agreed, (replace(first, variables=sent), second, replace(last, givers=(0,))), "flow", "")
    assert (case.takes, case.variables["input"]["accountNumber"], case.variables["input"]["namespace"]) == (
        (),
        "A-1",
        "one",
    )


def test_a_value_that_a_giver_took_itself_comes_from_where_that_got_it() -> None:
    """As `validateMfaDevice` would give on the method that `createMfaDevice` was sent with."""
    flow = shipped().flows["credit-transfer"]
    giver, taker = flow.steps.values()
    through = replace(giver, name="through", takes={"source": giver.gives["source"].path})
    last = replace(taker, takes={"source": taker.takes["source"]})
    chained = replace(flow, steps={giver.name: giver, "through": through, taker.name: last})
    found = Route(chained, view("API"))
    plain = program(route("credit-transfer"), giver.name)[0].variables
    own = {"input": {**plain["input"], "sourceLedgerNumber": "L-0001"}}
    moves = (Move(giver.name, own, ()), Move("through", plain, (0,)), Move(taker.name, plain, (1,)))
    case = case_of(found, moves, "flow", "")
    assert [step.variables["input"]["sourceLedgerNumber"] for step in (*case.before, case)] == ["L-0001"] * 3


def test_variables_get_the_object_that_a_step_cannot_do_without() -> None:
    quote = route("quote")
    step = quote.flow.steps["acceptQuote"]
    for drawn in ({}, {"input": None}):
        assert isinstance(variables_for(quote, step, drawn)["input"], dict)
    kept: Any = {"input": {"quoteRequestCode": "mine"}}
    assert variables_for(quote, step, kept) == kept


def test_variables_have_what_must_be_present_and_lack_what_must_be_absent() -> None:
    token = route("token")
    step = token.flow.steps["obtainKrakenToken"]
    made = variables_for(
        token, step, {"input": {"refreshToken": "r", "preSignedKey": "p", "organizationSecretKey": "o"}}
    )
    assert set(made["input"]) == {"APIKey"}
    assert value_at(variables_for(token, step, {"input": {"APIKey": "mine"}}), ("input", "APIKey")) == "mine"


def test_an_empty_list_is_as_good_as_none_where_something_must_be_present() -> None:
    quote = route("quote")
    step = quote.flow.steps["requestQuote"]
    for empty in ({}, {"supplyPoints": []}, {"supplyPoints": None}):
        assert variables_for(quote, step, {"input": empty})["input"]["supplyPoints"]


def programs(found: Route, name: str) -> dict[str, list[str]]:
    return {label: steps(made) for label, made in fixed_programs(found, found.flow.steps[name])}


def test_a_step_by_itself_is_walked_a_second_time_alone() -> None:
    assert programs(route("self-reading"), "selfReading") == {"a second time": ["selfReading", "selfReading"]}


def test_a_step_that_takes_is_walked_straight_with_small_and_full_inputs_again_and_after_the_end() -> None:
    straight = ["createMfaDevice", "validateMfaDevice"]
    found = route("mfa-device", "AUTH")
    assert programs(found, "validateMfaDevice") == {
        "the straight way": straight,
        "the straight way, with the fullest inputs": straight,
        "a second time": [*straight, "validateMfaDevice"],
        "after deleteMfaDevice": ["createMfaDevice", "deleteMfaDevice", "validateMfaDevice"],
    }
    made = dict(fixed_programs(found, found.flow.steps["validateMfaDevice"]))
    full = made["the straight way, with the fullest inputs"]
    assert len(str(full)) >= len(str(made["the straight way"]))


def test_a_step_is_not_walked_after_the_end_that_it_is_itself() -> None:
    assert not any("after" in label for label in programs(route("mfa-device", "AUTH"), "deleteMfaDevice"))


def test_a_giver_is_walked_after_what_it_gave_has_ended() -> None:
    assert programs(route("mfa-device", "AUTH"), "createMfaDevice")["after deleteMfaDevice"] == [
        "createMfaDevice",
        "deleteMfaDevice",
        "createMfaDevice",
    ]


def test_what_ends_something_else_is_no_end_of_what_is_given() -> None:
    assert not any("after" in label for label in programs(route("quote"), "requestQuote"))


def test_an_end_that_cannot_be_made_is_not_walked() -> None:
    target = replace(view("AUTH"), not_on_the_way={"deleteMfaDevice": "not wanted"})
    found = Route(shipped().flows["mfa-device"], target)
    assert not any("after" in label for label in programs(found, "validateMfaDevice"))
