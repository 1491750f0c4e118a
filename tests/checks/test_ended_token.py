"""Tokens that their owner has made invalid: what counts, and what is a violation."""

from dataclasses import replace
from typing import Any

from kraken_conformance.judging.observation import Observation
from tests.checks.answering import answered, applies, refusal, request, violations

ID = "auth.ended-token"
TRIED, ENDING = "updateUser", "forceReauthentication"
DONE = {"data": {TRIED: {"viewer": {"id": "1"}}}}
ENDED = {"data": {ENDING: {"tokensInvalidated": True}}}
RECORDS = tuple({"data": {"startSmartFlexOnboarding": {"wizard": {"id": id_}}}} for id_ in "12")


def after_the_end(body: Any, *, ending: Any = ENDED, records: Any = RECORDS) -> Observation:
    """A request with a token after a call that was to make it invalid."""
    record = request("startSmartFlexOnboarding")
    case = replace(request(TRIED), before=(record, record, request(ENDING)), about=ID)
    return answered(case, body, before=(*records, ending))


def test_a_token_that_has_ended_is_refused() -> None:
    assert violations(ID, after_the_end(refusal(TRIED, "KT-CT-1124"))) == []
    assert violations(ID, after_the_end(refusal(TRIED, "KT-CT-1143"))) == []
    (violation,) = violations(ID, after_the_end(DONE))
    assert violation.level is None


def test_a_call_that_was_refused_has_ended_nothing() -> None:
    assert not applies(ID, after_the_end(DONE, ending=refusal(ENDING, "KT-CT-1113")))


def test_who_keeps_nothing_cannot_know() -> None:
    assert not applies(ID, after_the_end(DONE, records=RECORDS[:1] * 2))
