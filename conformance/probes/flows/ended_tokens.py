"""Sequences in which a user makes all earlier tokens invalid: they are tried afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kraken_conformance.model.case import Case, Credentials, Expectation, Taken
from kraken_conformance.probes._shared.preconditions import request
from kraken_conformance.probes.flows.flow_route import Route, routes_through
from kraken_conformance.probes.flows.walk_cases import case_of, extended
from kraken_conformance.probes.flows.witnesses import IT_MAY_HAVE_ENDED, watched
from kraken_conformance.spec import LoginFacts, Mutation
from kraken_conformance.target.view import TargetView

ABOUT = "auth.ended-token"
FIRST, SECOND = 0, 1
"""The positions of the two logins whose tokens are of one user."""


def after_the_end(
    mutation: Mutation, login: LoginFacts, harmless: Mutation | None, target: TargetView, probe: str
) -> Iterator[Case]:
    """Yield what follows on a call that ends the tokens of its caller: another token of that user, and refresh tokens.

    The call has a token of its own, from a login just before; the token of the run ends with it.
    """
    giving = target.contract.mutations.get(login.mutation)
    for route in () if giving is None else routes_through(giving, target):
        steps = [step for step in route.steps if step.mutation == login.mutation]
        for step in (step for step in steps if not step.takes):
            given = replace(_walked(route, step.name, probe), before=(), credentials=Credentials.NONE)
            ending = _with_token(mutation, login, FIRST, target, probe)
            refreshed = [
                replace(_walked(route, other.name, probe), credentials=Credentials.NONE, about=ABOUT)
                for other in steps
                if other.takes
            ]
            for case in _of_one_user(given, ending, harmless, login, refreshed, target, probe):
                yield watched(replace(case, about=ABOUT), route, mutation, probe)


def _of_one_user(
    given: Case,
    ending: Case,
    harmless: Mutation | None,
    login: LoginFacts,
    refreshed: Sequence[Case],
    target: TargetView,
    probe: str,
) -> Iterator[Case]:
    """Yield the requests with what a user was given before all of it was made invalid."""
    if harmless is not None:
        tried = _with_token(harmless, login, SECOND, target, probe)
        # Where the token of the call is refused now, the target remembers that it has ended.
        own = replace(_with_token(harmless, login, FIRST, target, probe), due=IT_MAY_HAVE_ENDED)
        before = (given, given, tried, ending, own)
        yield replace(tried, before=before, label="another token of the same user")
    else:
        own = replace(ending, due=IT_MAY_HAVE_ENDED)
    for case in refreshed:
        label = "the refresh token of the same user"
        yield replace(case, before=(given, ending, own), expectation=Expectation.ANY, label=label)
        first = replace(case, before=(), about="", label="refreshed")
        again = replace(first, due=IT_MAY_HAVE_ENDED)
        takes = tuple(replace(taken, step=SECOND, source=(str(login.refresh_token),)) for taken in case.takes)
        yield replace(
            case,
            before=(given, first, ending, again),
            takes=takes,
            expectation=Expectation.ANY,
            label="a refresh token of the same user that was obtained with another one",
        )


def _walked(route: Route, step: str, probe: str) -> Case:
    return case_of(route, extended(route, (), route.flow.steps[step]), probe, step)


def _with_token(mutation: Mutation, login: LoginFacts, step: int, target: TargetView, probe: str) -> Case:
    """Return a valid request with the token that an earlier step gave."""
    variables = target.strategies.minimal(mutation)
    own = request(probe, mutation, target, variables, label="with a token of its own")
    return replace(own, bearer=Taken(step, (login.token,), (), "String"), credentials=Credentials.NONE)
