"""Exchanges that show nothing of an `auth` requirement."""

from dataclasses import replace

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.selftest.uncounted.changes import (
    INVALID,
    SOMEBODY_ELSE,
    answered,
    code_of,
    refused,
    with_root,
)
from kraken_conformance.selftest.uncounted.registry import not_counted
from kraken_conformance.spec import Role

WITHOUT, BAD = "no-token", "bad-token"
OF_NO_TOKEN = ("auth.no-token-refused", "auth.no-token-code", "auth.no-oracle")
OF_FORMS = (
    "auth.malformed-token",
    "auth.expired-token",
    "auth.foreign-token",
    "auth.blank-header",
    "auth.unsigned-token",
    "auth.tampered-token",
)
OF_BAD_TOKENS = (*OF_FORMS, "auth.no-server-error")

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*OF_NO_TOKEN, probe=WITHOUT)(_by_somebody_else)
    not_counted(*OF_BAD_TOKENS, probe=BAD)(_by_somebody_else)


def document_refused(observation: Observation) -> Observation:
    """The document is refused before anybody looks at the credentials."""
    return answered(observation, INVALID)


not_counted(*OF_NO_TOKEN, probe=WITHOUT)(document_refused)
not_counted(*OF_FORMS, probe=BAD)(document_refused)


def too_many_requests(observation: Observation) -> Observation:
    """The server refuses because there were too many requests: it would refuse a good token as well."""
    return answered(observation, {"errors": [{"message": "Too many requests."}]}, 429)


not_counted(*OF_NO_TOKEN, probe=WITHOUT)(too_many_requests)
not_counted(*OF_BAD_TOKENS, probe=BAD)(too_many_requests)


def field_disabled(observation: Observation) -> Observation:
    """The field is switched off for everybody."""
    return refused(observation, code_of(observation, Role.FIELD_DISABLED))


not_counted("auth.no-token-refused", "auth.no-token-code", probe=WITHOUT)(field_disabled)
not_counted(*OF_FORMS, probe=BAD)(field_disabled)


@not_counted("auth.no-token-code", probe=WITHOUT)
def no_token_accepted(observation: Observation) -> Observation:
    """The mutation is executed without a token, which `auth.no-token-refused` reports: there is no refusal."""
    return with_root(observation, {"answer": "given"})


@not_counted("auth.no-oracle", probe=WITHOUT)
def first_of_its_kind(observation: Observation) -> Observation:
    """There is no request before it to compare the refusal with."""
    return replace(observation, exchange=replace(observation.exchange, before=()))


@not_counted(*OF_NO_TOKEN, probe=WITHOUT)
def good_token(observation: Observation) -> Observation:
    """The request has the token of the run."""
    return _with_token(observation)


@not_counted(*OF_BAD_TOKENS, probe=BAD)
def good_token_in_the_place_of_a_bad_one(observation: Observation) -> Observation:
    """The request has the token of the run."""
    return _with_token(observation)


def _with_token(observation: Observation) -> Observation:
    case = replace(observation.case, credentials=Credentials.TOKEN)
    return replace(observation, exchange=replace(observation.exchange, case=case))


@not_counted("auth.no-echo", probe=BAD)
def nothing_to_echo(observation: Observation) -> Observation:
    """There are no credentials in the request."""
    request = replace(observation.exchange.request, headers={})
    return replace(observation, exchange=replace(observation.exchange, request=request))


@not_counted("auth.no-echo", probe=BAD)
def no_response(observation: Observation) -> Observation:
    """There is no answer."""
    return replace(observation, exchange=replace(observation.exchange, response=None, failure="ReadTimeout"))


PEER = "peer-access"


@not_counted("auth.peer-access", probe=PEER)
def owner_refused(observation: Observation) -> Observation:
    """The owner was refused as well: there is nothing that the other could be refused."""
    before = tuple(
        refused(replace(observation, exchange=one), "KT-CT-1111").exchange
        for one in observation.exchange.before
    )
    return replace(observation, exchange=replace(observation.exchange, before=before))


@not_counted("auth.peer-access", probe=PEER)
def token_of_the_peer_is_bad(observation: Observation) -> Observation:
    """The other token is not accepted at all: it would be refused whatever it asks for."""
    return refused(observation, code_of(observation, Role.BAD_TOKEN))
