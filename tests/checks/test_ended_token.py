"""Tokens that their owner has made invalid: what counts, and what is a violation."""

from dataclasses import replace
from typing import Any

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due, Taken
from tests.checks.answering import answered, applies, refusal, request, violations

ID = "auth.ended-token"
MAY_HAVE_ENDED = Due((), "it may have ended", any_refusal=True)
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


def test_who_refuses_the_token_of_the_call_itself_remembers() -> None:
    tried = replace(request(TRIED), bearer=Taken(0, ("token",), (), "String"), due=MAY_HAVE_ENDED)
    case = replace(request(TRIED), before=(request(ENDING), tried), about=ID)
    ended = refusal(TRIED, "KT-CT-1143")
    assert len(violations(ID, answered(case, DONE, before=(ENDED, ended)))) == 1
    assert violations(ID, answered(case, ended, before=(ENDED, ended))) == []
    assert not applies(ID, answered(case, DONE, before=(ENDED, DONE)))
    assert not applies(ID, answered(case, DONE, before=(ENDED, refusal(TRIED, "KT-CT-1113"))))
