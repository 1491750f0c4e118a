"""Exchanges that show nothing of a `state` requirement, nor of the tokens that a target issues."""

from dataclasses import replace

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.selftest.uncounted.changes import (
    SOMEBODY_ELSE,
    code_of,
    refused,
    with_root,
)
from kraken_conformance.selftest.uncounted.registry import not_counted
from kraken_conformance.spec import Role

PROBE = "state"
ENDED, GIVEN, WINNER = "state.ended-refused", "state.given-accepted", "state.one-winner"
ENDED_TOKEN, IN_ORDER = "auth.ended-token", "state.in-order"
AGAIN, TOKEN, USE = "state.sent-again", "auth.issued-token", "auth.token-use"
RENEWED = "state.renewed"

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(ENDED, GIVEN, WINNER, AGAIN, RENEWED, probe=PROBE)(_by_somebody_else)


@not_counted(ENDED, GIVEN, WINNER, IN_ORDER, RENEWED, probe=PROBE)
def keeps_nothing(observation: Observation) -> Observation:
    """The same request sent twice is answered alike: nothing shows that the target remembers anything."""
    first, _, *others = observation.exchange.before
    accepted = with_root(observation, {"answer": "given"})
    return replace(accepted, exchange=replace(accepted.exchange, before=(first, first, *others)))


@not_counted(ENDED, GIVEN, WINNER, AGAIN, RENEWED, probe=PROBE)
def a_step_failed(observation: Observation) -> Observation:
    """The last step before was refused: what was to be ended or given is not there."""
    accepted = with_root(observation, {"answer": "given"})
    *others, last = accepted.exchange.before
    failed = refused(replace(observation, exchange=last)).exchange
    return replace(accepted, exchange=replace(accepted.exchange, before=(*others, failed)))


@not_counted(ENDED, GIVEN, WINNER, AGAIN, probe=PROBE)
def nobody_knows_how_often(observation: Observation) -> Observation:
    """The request was sent again after an attempt that may have arrived: it may well be the second one."""
    accepted = with_root(observation, {"answer": "given"})
    return replace(accepted, exchange=replace(accepted.exchange, uncertain=1))


@not_counted(ENDED, GIVEN, WINNER, AGAIN, IN_ORDER, probe=PROBE)
def another_error(observation: Observation) -> Observation:
    """The mutation refuses for another reason than the one that the sequence is about."""
    other = refused(observation, code_of(observation, Role.FIELD_DISABLED))
    return replace(other, exchange=replace(other.exchange, rivals=_like(other.exchange)))


@not_counted(TOKEN, probe=PROBE)
def token_of_the_run_refused(observation: Observation) -> Observation:
    """The token of the run was refused just before: tokens are not accepted at all."""
    *others, own = observation.exchange.before
    turned_away = refused(replace(observation, exchange=own), code_of(observation, Role.BAD_TOKEN)).exchange
    return replace(observation, exchange=replace(observation.exchange, before=(*others, turned_away)))


@not_counted(TOKEN, probe=PROBE)
def token_of_the_run(observation: Observation) -> Observation:
    """The request has the token of the run, and none that was just issued."""
    case = replace(observation.case, bearer=None)
    return replace(observation, exchange=replace(observation.exchange, case=case))


def _like(exchange: Exchange) -> tuple[Exchange, ...]:
    return tuple(replace(exchange, rivals=()) for _ in exchange.rivals)


@not_counted(ENDED_TOKEN, probe=PROBE)
def the_tokens_were_not_ended(observation: Observation) -> Observation:
    """The call that ends the tokens was refused: they may well be good."""
    *others, ending, own = observation.exchange.before
    failed = refused(
        replace(observation, exchange=ending), code_of(observation, Role.FIELD_DISABLED)
    ).exchange
    return replace(observation, exchange=replace(observation.exchange, before=(*others, failed, own)))


@not_counted(ENDED_TOKEN, probe=PROBE)
def tokens_of_one_that_keeps_nothing(observation: Observation) -> Observation:
    """The same request sent twice is answered alike, and the token of the call is good: nothing is kept of it."""
    first, _, *others, tried, ending, own = observation.exchange.before
    before = (first, first, *others, tried, ending, replace(own, response=tried.response))
    return replace(observation, exchange=replace(observation.exchange, before=before))


@not_counted(USE, probe=PROBE)
def one_token_for_both(observation: Observation) -> Observation:
    """The login gives the same text as access token and as refresh token: there are no two kinds of them."""
    login = observation.contract.platform.login
    assert login is not None
    first, *others = observation.exchange.before
    root = {login.token: "one-token", str(login.refresh_token): "one-token"}
    alike = with_root(replace(observation, exchange=first), root).exchange
    return replace(observation, exchange=replace(observation.exchange, before=(alike, *others)))


@not_counted(USE, probe=PROBE)
def the_right_token_is_refused(observation: Observation) -> Observation:
    """The request with the right kind of token was refused just before: a refusal may have another reason."""
    *others, right = observation.exchange.before
    failed = refused(replace(observation, exchange=right)).exchange
    return replace(observation, exchange=replace(observation.exchange, before=(*others, failed)))
