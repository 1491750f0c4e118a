"""The probe `state`."""

from collections.abc import Iterator
from dataclasses import replace

from kraken_conformance.model.case import Case, Credentials, Expectation, Taken
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.model.json_path import Path, value_at
from kraken_conformance.probes._shared.preconditions import obstacle, offered, request
from kraken_conformance.probes._shared.provocation_input import provocation_due, provoking_inputs
from kraken_conformance.probes.flows import Route, routes_through
from kraken_conformance.probes.flows.among_others import among_others
from kraken_conformance.probes.flows.document_sequences import given_in_one_document
from kraken_conformance.probes.flows.ended_tokens import after_the_end
from kraken_conformance.probes.flows.other_accounts import for_another_account
from kraken_conformance.probes.flows.provoked_steps import provoked
from kraken_conformance.probes.flows.refused_steps import after_refusals
from kraken_conformance.probes.flows.renewed_values import RENEWED, renewed
from kraken_conformance.probes.flows.sequences import (
    after_conditions,
    after_ends,
    another_after_the_end,
    one_key_at_once,
    sent_again,
    with_what_was_given,
)
from kraken_conformance.probes.flows.undone_steps import after_undoing
from kraken_conformance.probes.flows.unknown_records import never_given
from kraken_conformance.probes.flows.walk_cases import case_of, extended
from kraken_conformance.probes.flows.witnesses import missing_witness, shows_memory
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Effect, FlowStep, LoginFacts, Mutation
from kraken_conformance.target.view import TargetView

NAME = "state"
TOKEN_USE = "auth.token-use"
ALTERED = "a refresh token that was changed after it was given"

HARMLESS = frozenset({Effect.IDEMPOTENT, Effect.CHANGES})
"""What a mutation may do with which a new token is tried."""


@probe(NAME, uses_other_mutations=True)
def state(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """The mutation after steps that change what it has to answer: after the end, twice, with what was given.

    And input that is due to raise a code, with what was given: on a target that remembers it would not get so far.
    """
    if not offered(mutation, target):
        return None
    routes = routes_through(mutation, target)
    login = target.contract.platform.login
    if not routes and (login is None or mutation.name != login.ends):
        return _with_other_tokens_alone(mutation, target)
    if blocked := obstacle(mutation, target):
        return blocked
    if mutation.name in target.not_on_the_way:
        return Blocked(target.not_on_the_way[mutation.name])
    cases = tuple(_sequences(mutation, target, routes))
    blind = any(_needs_memory(case) and not shows_memory(case) for case in cases)
    missing = missing_witness(target, mutation) if blind else None
    return Cases(fixed=cases, not_reached=() if missing is None else (missing,)) if cases else None


def _with_other_tokens_alone(mutation: Mutation, target: TargetView) -> Cases | None:
    """Return what is sent of a mutation that is no step of a flow."""
    if obstacle(mutation, target) or mutation.name in target.not_on_the_way:
        return None
    cases = tuple(_with_other_tokens(mutation, target))
    return Cases(fixed=cases) if cases else None


def _with_other_tokens(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield the mutation with what is no credential of it: a refresh token, and a token for another purpose.

    The former where the run has the key to obtain one. Of the latter one is tried with each mutation, and all with
    one that does no harm.
    """
    login = target.contract.platform.login
    if not mutation.needs_token or (login is not None and mutation.name in (login.mutation, login.ends)):
        return
    yield from _with_a_refresh_token(mutation, target)
    for tried, (route, step, value) in enumerate(_limited_values(mutation.server, target)):
        if tried and mutation != _harmless(mutation.server, target):
            return
        if mutation.name in (*step.limited[value], step.mutation):
            continue
        given = case_of(route, extended(route, (), step), NAME, step.name)
        before = (*given.before, replace(given, before=()))
        yield _with_bearer(mutation, target, before, step.gives[value].path, f"what {step.name} gave")


def _limited_values(server: str, target: TargetView) -> Iterator[tuple[Route, FlowStep, str]]:
    """Yield what the steps on a server give that is a credential for some mutations alone."""
    for flow in target.contract.flows.values():
        for step in flow.steps.values():
            giving = target.contract.mutations[step.mutation]
            if not step.limited or giving.server != server or flow.drafted:
                continue
            for route in routes_through(giving, target):
                if route.flow is flow and step in route.steps:
                    yield from ((route, step, value) for value in step.limited)


def _with_a_refresh_token(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield the mutation with a refresh token as its credential, where the run has the key to obtain one."""
    login = target.contract.platform.login
    giving = None if login is None else target.contract.mutations.get(login.mutation)
    if login is None or login.refresh_token is None or giving is None or giving.server != mutation.server:
        return
    if target.pools.key((login.argument, login.api_key), "String") is None:
        return
    for route in routes_through(giving, target):
        for step in route.steps:
            if step.mutation == giving.name and not step.takes:
                given = case_of(route, extended(route, (), step), NAME, step.name)
                before = (replace(given, credentials=Credentials.NONE),)
                yield _with_bearer(mutation, target, before, (login.refresh_token,), "a refresh token")
                return


def _with_bearer(
    mutation: Mutation, target: TargetView, before: tuple[Case, ...], path: Path, what: str
) -> Case:
    """Return a valid request with what the last step before it gave in the place of a token."""
    return request(
        NAME,
        mutation,
        target,
        target.complete(mutation),
        credentials=Credentials.NONE,
        before=before,
        bearer=Taken(len(before) - 1, path, (), "String"),
        label=f"{what} as its credential",
        about=TOKEN_USE,
    )


def _needs_memory(case: Case) -> bool:
    return case.about == RENEWED or (case.due is not None and case.due.after_steps)


def _sequences(mutation: Mutation, target: TargetView, routes: tuple[Route, ...]) -> Iterator[Case]:
    login = target.contract.platform.login
    harmless = _harmless(mutation.server, target)
    if login is not None and login.ends == mutation.name:
        yield from after_the_end(mutation, login, harmless, target, NAME)
    for route in routes:
        for step in (step for step in route.steps if step.mutation == mutation.name):
            yield from with_what_was_given(route, step, NAME)
            yield from after_conditions(route, step, NAME)
            yield from after_ends(route, step, NAME)
            yield from another_after_the_end(route, step, NAME)
            yield from after_refusals(route, step, NAME)
            yield from after_undoing(route, step, NAME)
            yield from renewed(route, step, NAME)
            yield from sent_again(route, step, NAME, "state.sent-again")
            yield from one_key_at_once(route, step, NAME)
            yield from given_in_one_document(route, step, NAME)
            yield from never_given(route, step, NAME)
            yield from for_another_account(route, step, NAME)
            yield from among_others(route, step, NAME)
            yield from provoked(route, step, NAME)
            if login is not None and login.mutation == mutation.name:
                yield from _with_new_token(route, step, target, login.token)
                yield from _with_the_other_token(route, step, target, login)
    yield from _with_other_tokens(mutation, target)


def _with_the_other_token(
    route: Route, step: FlowStep, target: TargetView, login: LoginFacts
) -> Iterator[Case]:
    """Yield a refresh token in the place of an access token, and the other way round."""
    if login.refresh_token is None:
        return
    if not step.takes:
        refresh = _with_new_token(route, step, target, login.refresh_token)
        yield from (
            replace(case, label="the refresh token as a credential", about=TOKEN_USE) for case in refresh
        )
        return
    right = case_of(route, extended(route, (), step), NAME, step.name)
    yield from _with_an_altered_token(right, route, step, target)
    takes = tuple(
        replace(taken, source=(login.token,)) if taken.source == (login.refresh_token,) else taken
        for taken in right.takes
    )
    if takes != right.takes:
        yield replace(
            right,
            before=(*right.before, replace(right, before=())),
            takes=takes,
            expectation=Expectation.ANY,
            label="the access token as a refresh token",
            about=TOKEN_USE,
        )


def _with_an_altered_token(right: Case, route: Route, step: FlowStep, target: TargetView) -> Iterator[Case]:
    """Yield a refresh token that was changed after it was given, where a code is for one that does not exist."""
    places = {taken.path for taken in right.takes}
    plain = target.complete(route.mutation(step))
    for triggers, variables in provoking_inputs(route.mutation(step), target):
        wrong = {path for path in places if value_at(variables, path) not in (None, value_at(plain, path))}
        if wrong != places:
            continue
        due = replace(provocation_due(triggers, target), condition=ALTERED)
        yield replace(
            right,
            before=(*right.before, replace(right, before=())),
            takes=tuple(replace(taken, altered=True) for taken in right.takes),
            expectation=Expectation.ANY,
            due=due,
            provokes=due.codes[0],
            label=ALTERED,
        )
        return


def _with_new_token(route: Route, step: FlowStep, target: TargetView, field: str) -> Iterator[Case]:
    """Yield a harmless mutation with the token that a step gives, after the same with the token of the run.

    One logs in without a token: that of the run may come from the same login, and be no better.
    """
    harmless = _harmless(route.mutation(step).server, target)
    if harmless is None or not target.has_token:
        return
    variables = target.strategies.minimal(harmless)
    own = request(NAME, harmless, target, variables, label="the token of the run")
    given = case_of(route, extended(route, (), step), NAME, step.name)
    steps = (replace(one, credentials=Credentials.NONE) for one in (*given.before, replace(given, before=())))
    yield replace(
        own,
        before=(*steps, own),
        bearer=Taken(len(given.before), (field,), (), "String"),
        credentials=Credentials.NONE,
        label=f"the token of {step.name}",
        about="auth.issued-token",
    )


def _harmless(server: str, target: TargetView) -> Mutation | None:
    """Return the first mutation of a server that needs a token and does no harm, best one that stands alone."""

    def depends(mutation: Mutation) -> bool:
        return any(step.takes or step.after for _, step in target.contract.steps_of(mutation.name))

    fit = [
        mutation
        for mutation in target.contract.on_server(server)
        if mutation.authorization == "declared"
        and mutation.effects <= HARMLESS
        and mutation.name not in target.not_on_the_way
        and offered(mutation, target)
        and obstacle(mutation, target) is None
    ]
    return min(fit, key=depends, default=None)
