"""Which steps of a flow can be made on a target, who gives what they take, and why others cannot be made."""

from dataclasses import replace

from graphql import GraphQLSchema, build_client_schema, introspection_from_schema

from kraken_conformance.model.unmet_steps import UnmetStep
from kraken_conformance.probes.flows.flow_route import Route, routes_through
from kraken_conformance.target.view import TargetView
from tests.probes.listing import new_view, own_schema, shipped, view


def route(name: str, target: TargetView | None = None) -> Route:
    return Route(shipped().flows[name], target or view("API"))


def schema_without(*names: str) -> GraphQLSchema:
    """Return the schema of the reference server without some fields, input fields and mutations, as `Type.field`."""
    told = introspection_from_schema(own_schema("API"))
    for type_ in told["__schema"]["types"]:
        for part in ("fields", "inputFields"):
            if type_.get(part):
                type_[part] = [one for one in type_[part] if f"{type_['name']}.{one['name']}" not in names]
    return build_client_schema(told)


def on(*missing: str, token: bool = True, **closed: str) -> TargetView:
    """Return a target whose schema lacks some parts, and on which some mutations must not be executed."""
    target = new_view("API", schema=True, token=token, dry=True)
    return replace(target, schema=schema_without(*missing), not_on_the_way=closed)


def closed(name: str, target: TargetView) -> dict[str, UnmetStep]:
    return dict(route(name, target).closed)


def givers(found: Route, name: str) -> list[tuple[list[str], tuple[str, ...]]]:
    step = found.flow.steps[name]
    return [([giver.name for giver in group], values) for group, values in found.groups(step)]


def test_on_the_reference_server_every_step_can_be_made_in_the_usual_order() -> None:
    for flow in shipped().flows.values():
        if {shipped().mutations[step.mutation].server for step in flow.steps.values()} == {"API"}:
            found = Route(flow, view("API"))
            assert found.steps == tuple(flow.steps.values())
            assert found.closed == {}


def test_a_mutation_that_is_not_there_closes_what_takes_from_it() -> None:
    because = UnmetStep("createContributionAgreement", "is not in the target's schema")
    assert closed("contribution-agreement", on("Mutation.createContributionAgreement")) == {
        "createContributionAgreement": because,
        "endContributionAgreement": because,
    }


def test_a_step_that_has_to_come_before_closes_what_comes_after_it() -> None:
    found = route("quote", on(acceptQuote="not wanted"))
    because = UnmetStep("acceptQuote", "is not executed: not wanted")
    assert dict(found.closed) == dict.fromkeys(
        ("acceptQuote", "checkoutQuote", "invalidatePreSignedToken"), because
    )
    assert [step.name for step in found.steps] == ["requestQuote", "scheduleQuoteFollowUp"]


def test_without_a_token_a_step_that_needs_one_is_blocked() -> None:
    reasons = {one.why for one in closed("contribution-agreement", on(token=False)).values()}
    assert reasons == {"is blocked: no token: pass --token or set KRAKEN_TOKEN"}


def test_an_input_that_is_not_there_cannot_be_given_what_it_takes() -> None:
    lacking = on("EndContributionAgreementInput.contributionAgreementId")
    assert closed("contribution-agreement", lacking) == {
        "endContributionAgreement": UnmetStep(
            "endContributionAgreement", "has no input input.contributionAgreementId in the target's schema"
        )
    }


def test_an_answer_that_has_no_such_value_gives_nothing() -> None:
    target = on("ContributionAgreementType.id")
    assert closed("contribution-agreement", target) == {
        "endContributionAgreement": UnmetStep(
            "createContributionAgreement", "has no contributionAgreement.id that can be handed on"
        )
    }


def test_one_of_two_givers_that_lacks_the_value_is_left_out() -> None:
    step = "invalidatePaymentInstruction"
    both = ["setUpDirectDebitInstruction", "storePaymentInstruction"]
    assert givers(route("payment-instruction"), step) == [(both, ("instruction", "account"))]
    for name in both:
        (other,) = {*both} - {name}
        target = on(**{name: "not wanted"})
        assert givers(route("payment-instruction", target), step) == [([other], ("instruction", "account"))]
        assert list(closed("payment-instruction", target)) == [name]


def test_what_was_sent_has_to_be_of_a_type_that_is_taken() -> None:
    """A value that was good for one input is good for another of its type, or of one that text is taken for."""
    assert givers(route("mfa-device", view("AUTH")), "validateMfaDevice") == [
        (["createMfaDevice"], ("method",))
    ]
    assert givers(route("push-notifications"), "deletePushNotificationBinding") == [
        (["registerPushNotificationBinding"], ("token",))
    ]


def test_the_same_programs_are_kept_for_every_mutation_of_a_flow() -> None:
    found = route("pmax")
    assert found.remembered(1, 5) is None
    found.remember(1, 5, ((),))
    assert (found.remembered(1, 5), found.remembered(2, 5), found.remembered(1, 6)) == (((),), None, None)


def test_a_mutation_has_the_routes_of_its_flows_and_they_are_made_once() -> None:
    target = new_view("API", schema=True, token=True, dry=True)
    (found,) = routes_through(shipped().mutations["acceptQuote"], target)
    assert found.flow.name == "quote"
    assert routes_through(shipped().mutations["requestQuote"], target)[0] is found
    assert routes_through(shipped().mutations["updateUser"], target) == ()
