"""The checks of sequences: what counts, and what an answer is blamed for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due, Taken
from kraken_conformance.model.exchange import Response
from kraken_conformance.spec import Level
from tests.checks.answering import answered, applies, refusal, request, violations

CREATE, END = "createContributionAgreement", "endContributionAgreement"
ENDED = Due(("KT-CT-9604",), "an agreement that was ended before", after_steps=True)
GIVEN = Due(("KT-CT-9603",), f"{CREATE} gave it", after_steps=True, absent=True)
DONE = {"data": {END: {"contributionAgreement": {"id": "7"}}}}


def made(number: str) -> dict[str, Any]:
    return {"data": {CREATE: {"contributionAgreement": {"id": number}}}}


def after(
    body: Any, *, due: Due = ENDED, before: tuple[Any, ...] | None = None, rivals: int = 0
) -> Observation:
    """An agreement that was made twice as a witness, made and ended, and then ended as `body` says."""
    bodies = (made("5"), made("6"), made("7"), DONE) if before is None else before
    steps = (request(CREATE), request(CREATE), request(CREATE), request(END))
    return answered(replace(request(END), due=due, before=steps, rivals=rivals), body, before=bodies)


def at_once(*bodies: Any) -> Observation:
    first, *others = bodies
    observation = after(first, rivals=len(others))
    rivals = tuple(answered(request(END), body).exchange for body in others)
    return replace(observation, exchange=replace(observation.exchange, rivals=rivals))


def test_what_has_ended_is_refused() -> None:
    assert violations("state.ended-refused", after(refusal(END, "KT-CT-9604"))) == []
    (violation,) = violations("state.ended-refused", after(DONE))
    assert violation.level is Level.SHOULD
    (violation,) = violations("state.ended-refused", after(DONE, due=replace(ENDED, stated=True)))
    assert violation.level is None


def test_a_target_that_keeps_nothing_is_not_judged() -> None:
    assert not applies("state.ended-refused", after(DONE, before=(made("5"), made("5"), made("7"), DONE)))


def test_a_step_that_failed_leaves_nothing_to_judge() -> None:
    failed = refusal(END, "KT-CT-9603")
    assert not applies("state.ended-refused", after(DONE, before=(made("5"), made("6"), made("7"), failed)))


def test_no_violation_rests_on_a_flow_that_nobody_has_confirmed() -> None:
    ended, given = replace(ENDED, stated=True, guess=True), replace(GIVEN, stated=True, guess=True)
    lost = refusal(END, "KT-CT-9604")
    assert not applies("state.ended-refused", after(DONE, due=ended))
    assert applies("state.ended-refused", after(lost, due=ended))
    assert not applies("state.given-accepted", after(refusal(END, "KT-CT-9603"), due=given))
    rivals = at_once(DONE, DONE, lost)
    case = replace(rivals.exchange.case, due=ended)
    assert not applies("state.one-winner", replace(rivals, exchange=replace(rivals.exchange, case=case)))


def test_what_was_just_done_is_not_unknown_where_a_code_says_that_it_was_done() -> None:
    stated, unknown = replace(ENDED, stated=True), refusal(END, "KT-CT-9603")
    (violation,) = violations("state.ended-refused", after(unknown, due=stated))
    assert (violation.actual, violation.level) == ("KT-CT-9603", Level.SHOULD)
    assert not applies("state.ended-refused", after(unknown)), "no message states the condition"
    forgetful = (made("5"), made("5"), made("7"), DONE)
    assert not applies("state.ended-refused", after(unknown, due=stated, before=forgetful))
    never_done = (made("5"), made("6"), made("7"), refusal(END, "KT-CT-9603"))
    assert not applies("state.ended-refused", after(unknown, due=stated, before=never_done))


def test_another_error_says_nothing() -> None:
    assert not applies("state.ended-refused", after(refusal(END, "KT-CT-4123")))


def test_what_was_given_is_known() -> None:
    assert violations("state.given-accepted", after(DONE, due=GIVEN)) == []
    (violation,) = violations("state.given-accepted", after(refusal(END, "KT-CT-9603"), due=GIVEN))
    assert violation.actual == "KT-CT-9603"
    assert not applies("state.given-accepted", after(refusal(END, "KT-CT-9604"), due=GIVEN))


def test_one_of_equal_requests_wins() -> None:
    lost = refusal(END, "KT-CT-9604")
    assert violations("state.one-winner", at_once(DONE, lost, lost)) == []
    assert violations("state.one-winner", at_once(lost, lost, DONE)) == []
    (violation,) = violations("state.one-winner", at_once(DONE, DONE, lost))
    assert violation.actual == "2 succeeded"
    (violation,) = violations("state.one-winner", at_once(lost, lost, lost))
    assert violation.actual == "0 succeeded"


def test_rivals_that_are_turned_away_say_nothing() -> None:
    busy = refusal(END, "KT-CT-1199")
    assert not applies("state.one-winner", at_once(DONE, DONE, busy))
    observation = at_once(DONE, DONE)
    (rival,) = observation.exchange.rivals
    gone = replace(rival, response=Response(503, {}, b"", 0.0))
    assert not applies(
        "state.one-winner", replace(observation, exchange=replace(observation.exchange, rivals=(gone,)))
    )


def with_a_new_token(body: Any, own: Any) -> Observation:
    """A harmless mutation with a token that was just issued, after the same with the token of the run."""
    issued = Taken(0, ("token",), (), "String")
    before = (request("obtainKrakenToken"), request(END))
    login = {"data": {"obtainKrakenToken": {"token": "t"}}}
    case = replace(request(END), bearer=issued, before=before, about="auth.issued-token")
    return answered(case, body, before=(login, own))


def test_a_token_that_was_just_issued_is_accepted() -> None:
    bad, none = refusal(END, "KT-CT-1143"), refusal(END, "KT-CT-1112")
    assert violations("auth.issued-token", with_a_new_token(DONE, DONE)) == []
    assert len(violations("auth.issued-token", with_a_new_token(bad, DONE))) == 1
    assert len(violations("auth.issued-token", with_a_new_token(bad, bad))) == 1, "the login gives bad ones"
    assert not applies("auth.issued-token", with_a_new_token(none, none)), "something takes the header away"
    assert not applies("auth.issued-token", with_a_new_token(DONE, bad))


REFUSED = refusal(END, "KT-CT-1143")
TWO_KINDS = ("aa.bb.cc", "dd.ee.ff")


def with_the_refresh_token(body: Any, own: Any = DONE, given: tuple[str, str] = TWO_KINDS) -> Observation:
    """A harmless mutation with a refresh token, after the same with the token of the run."""
    login = {"data": {"obtainKrakenToken": {"token": given[0], "refreshToken": given[1]}}}
    case = replace(
        request(END),
        bearer=Taken(0, ("refreshToken",), (), "String"),
        before=(request("obtainKrakenToken"), request(END)),
        about="auth.token-use",
    )
    return answered(case, body, before=(login, own))


def test_a_refresh_token_is_no_credential() -> None:
    assert violations("auth.token-use", with_the_refresh_token(REFUSED)) == []
    (found,) = violations("auth.token-use", with_the_refresh_token(DONE))
    assert found.level is None
    (weaker,) = violations("auth.token-use", with_the_refresh_token(DONE, given=("opaque", "another")))
    assert weaker.level is Level.SHOULD


def test_one_token_for_both_and_a_token_of_the_run_that_is_refused_show_nothing_of_their_use() -> None:
    assert not applies("auth.token-use", with_the_refresh_token(DONE, given=("one", "one")))
    assert not applies("auth.token-use", with_the_refresh_token(DONE, REFUSED))
    assert not applies("auth.token-use", with_a_new_token(DONE, DONE))


def test_a_token_for_one_purpose_is_no_credential_of_another_mutation() -> None:
    given = {"data": {"verifyIdentity": {"token": "aa.bb.cc"}}}
    case = replace(
        request(END),
        bearer=Taken(0, ("token",), (), "String"),
        before=(request("verifyIdentity"),),
        about="auth.token-use",
    )
    (found,) = violations("auth.token-use", answered(case, DONE, before=(given,)))
    assert found.level is Level.SHOULD
    assert violations("auth.token-use", answered(case, REFUSED, before=(given,))) == []
    assert not applies("auth.token-use", answered(case, refusal(END, "KT-CT-9603"), before=(REFUSED,)))


def test_an_access_token_obtains_no_new_one() -> None:
    login = {"data": {"obtainKrakenToken": {"token": "aa.bb.cc", "refreshToken": "dd.ee.ff"}}}
    again = request("obtainKrakenToken")
    case = replace(again, before=(again, again), about="auth.token-use")
    refused = refusal("obtainKrakenToken", "KT-CT-1134")
    assert len(violations("auth.token-use", answered(case, login, before=(login, login)))) == 1
    assert violations("auth.token-use", answered(case, refused, before=(login, login))) == []


PAY = "submitRepaymentRequest"


def paid(number: str) -> Any:
    return {"data": {PAY: {"repaymentRequest": {"requestId": number}}}}


def one_key_at_once(*bodies: Any) -> Observation:
    """Equal requests with one idempotency key, at the same moment."""
    first, *others = (answered(replace(request(PAY), about="state.sent-again"), body) for body in bodies)
    rivals = tuple(other.exchange for other in others)
    return replace(first, exchange=replace(first.exchange, rivals=rivals))


def test_a_key_at_the_same_moment_makes_one_record() -> None:
    busy = refusal(PAY, "KT-CT-1199")
    assert violations("state.sent-again", one_key_at_once(paid("1"), paid("1"), paid("1"))) == []
    assert violations("state.sent-again", one_key_at_once(paid("1"), busy, paid("1"))) == []
    (violation,) = violations("state.sent-again", one_key_at_once(paid("1"), busy, paid("2")))
    assert violation.actual == "1"
    assert not applies("state.sent-again", one_key_at_once(paid("1"), busy))
    assert not applies("state.sent-again", one_key_at_once(busy, paid("1")))


def test_what_is_refused_the_second_time_shows_that_the_target_remembers() -> None:
    """Where nothing makes a new record: something else is ended twice."""
    again = replace(request(END), due=Due((), "it may have ended", any_refusal=True))
    steps = (request(CREATE), request(END), again, request(CREATE), request(END))
    case = replace(request(END), due=ENDED, before=steps)
    refused = (made("5"), DONE, refusal(END, "KT-CT-9604"), made("6"), DONE)
    assert len(violations("state.ended-refused", answered(case, DONE, before=refused))) == 1
    alike = (made("5"), DONE, DONE, made("6"), DONE)
    assert not applies("state.ended-refused", answered(case, DONE, before=alike))
    in_general = (made("5"), DONE, refusal(END, "KT-CT-1199"), made("6"), DONE)
    assert not applies("state.ended-refused", answered(case, DONE, before=in_general))


MAKE_AGAIN = "regenerateSecretKey"


def renewed(first: Any, second: Any, records: tuple[str, str] = ("5", "6")) -> Observation:
    """A key that was regenerated twice, after a record that was made twice."""
    step, record = request(MAKE_AGAIN), request(CREATE)
    case = replace(step, before=(record, record, step), about="state.renewed")
    before = (*map(made, records), {"data": {MAKE_AGAIN: first}})
    return answered(case, {"data": {MAKE_AGAIN: second}}, before=before)


def test_what_is_made_again_is_another_value() -> None:
    assert violations("state.renewed", renewed({"key": "a"}, {"key": "b"})) == []
    (found,) = violations("state.renewed", renewed({"key": "a"}, {"key": "a"}))
    assert found.path == ("data", MAKE_AGAIN, "key")
    assert "a" not in (found.expected, found.actual), "it is a secret"


def test_a_target_that_keeps_nothing_or_gives_nothing_need_not_renew_it() -> None:
    assert not applies("state.renewed", renewed({"key": "a"}, {"key": "a"}, records=("5", "5")))
    assert not applies("state.renewed", renewed({"key": None}, {"key": "a"}))


def test_a_key_that_is_refused_and_another_that_is_not_show_that_the_target_remembers() -> None:
    due = Due(("KT-CT-3928",), "a key used before", after_steps=True)
    pay = request(PAY)
    steps = (pay, replace(pay, due=due), pay, request(CREATE), request(END))
    case = replace(request(END), due=ENDED, before=steps)
    refused, first, second = refusal(PAY, "KT-CT-3928"), paid("1"), paid("2")
    known = (first, refused, second, made("6"), DONE)
    assert len(violations("state.ended-refused", answered(case, DONE, before=known))) == 1
    everything = (first, refused, refused, made("6"), DONE)
    assert not applies("state.ended-refused", answered(case, DONE, before=everything))


def test_the_old_record_for_another_request_is_no_answer_where_the_documents_say_that_it_is_refused() -> None:
    due = Due(("KT-CT-3928",), "a key used before for another ledger", after_steps=True, stated=True)
    pay = request(PAY)
    steps = (request(CREATE), request(CREATE), pay)
    case = replace(pay, due=due, before=steps)
    known = (made("5"), made("6"), paid("1"))
    assert violations("state.ended-refused", answered(case, refusal(PAY, "KT-CT-3928"), before=known)) == []
    (found,) = violations("state.ended-refused", answered(case, paid("1"), before=known))
    assert found.level is None
    weaker = replace(case, due=replace(due, stated=False))
    assert not applies("state.ended-refused", answered(weaker, paid("1"), before=known))


def test_a_refresh_token_is_refused_for_what_it_is() -> None:
    login = {"data": {"obtainKrakenToken": {"token": "aa.bb.cc", "refreshToken": "dd.ee.ff"}}}
    issued = Taken(0, ("refreshToken",), (), "String")
    before = (request("obtainKrakenToken"),)
    case = replace(request(END), bearer=issued, before=before, about="auth.token-use")
    assert violations("auth.token-use", answered(case, REFUSED, before=(login,))) == []
    assert len(violations("auth.token-use", answered(case, DONE, before=(login,)))) == 1
    assert not applies("auth.token-use", answered(case, refusal(END, "KT-CT-9603"), before=(login,)))


def test_what_succeeds_again_with_another_answer_shows_nothing() -> None:
    """Tokens differ by the time at which they were issued."""
    again = replace(request(CREATE), due=Due((), "it may have ended", any_refusal=True))
    steps = (request(END), request(CREATE), again, request(END))
    case = replace(request(END), due=ENDED, before=steps)
    assert not applies("state.ended-refused", answered(case, DONE, before=(DONE, made("5"), made("6"), DONE)))
    refused = (DONE, made("5"), refusal(CREATE, "KT-CT-9602"), DONE)
    assert applies("state.ended-refused", answered(case, DONE, before=refused))


def test_two_logins_have_two_tokens_also_where_nothing_is_kept() -> None:
    login = request("obtainKrakenToken")
    case = replace(request(END), due=ENDED, before=(login, login, request(CREATE), request(END)))
    tokens = [{"data": {"obtainKrakenToken": {"token": text}}} for text in ("a", "b")]
    assert not applies("state.ended-refused", answered(case, DONE, before=(*tokens, made("5"), DONE)))


REGISTER = "deviceRegistration"
TWICE = Due(("KT-CT-4324",), "a device that was registered before", after_steps=True)


def registered(device: str) -> Any:
    return {"data": {REGISTER: {"registeredDeviceIds": [device]}}}


def registered_again(body: Any, due: Due = TWICE, rivals: int = 0) -> Observation:
    """A device that was registered twice as a witness, with another one each time, and a device registered again."""
    case = request(REGISTER)
    before = (registered("1"), registered("2"), registered("7"))
    return answered(replace(case, due=due, before=(case, case, case), rivals=rivals), body, before=before)


def test_who_registers_again_and_gets_the_same_device_has_no_second_one() -> None:
    """No document says what makes two devices the same. An answer with another device shows that there are two."""
    (violation,) = violations("state.ended-refused", registered_again(registered("8")))
    assert violation.level is Level.SHOULD
    assert not applies("state.ended-refused", registered_again(registered("7")))
    stated = replace(TWICE, stated=True)
    assert len(violations("state.ended-refused", registered_again(registered("7"), stated))) == 1


def test_two_at_once_that_get_the_same_device_made_one() -> None:
    for second, counted in (("8", False), ("9", True)):
        case = request(REGISTER)
        seen = registered_again(registered("8"), rivals=1)
        rival = answered(case, registered(second)).exchange
        seen = replace(seen, exchange=replace(seen.exchange, rivals=(rival,)))
        assert applies("state.one-winner", seen) is counted


def test_two_in_a_document_that_get_the_same_device_made_one() -> None:
    for second, counted in (("8", False), ("9", True)):
        case = replace(request(REGISTER), due=TWICE, about="state.in-order")
        body = {
            "data": {
                "first": registered("8")["data"][REGISTER],
                REGISTER: registered(second)["data"][REGISTER],
            }
        }
        steps = (request(REGISTER), request(REGISTER))
        seen = answered(replace(case, before=steps), body, before=(registered("1"), registered("2")))
        assert applies("state.in-order", seen) is counted
