"""Whether the run's own token is accepted, seen in a few answers of servers that say different things to whom."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kraken_conformance.model.answer_words import BAD, NONE
from kraken_conformance.runner.credentials_look import TokenNotAccepted, look_at_credentials, require_entry
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from tests.end_to_end.hostile.servers import header, hostile, http
from tests.probes.listing import shipped, view

OWN = "JWT eyJhbGciOiJub25lIn0.eyJzdWIiOiJvd24ifQ.own"
NEED_ONE = ("updateMetadata", "updateUser", "updateAccountConsents", "updateActivePurchase")
NEED_NONE = "suspendControl"
MINE, NOBODY, MADE_UP = "the own token", NONE, BAD

Answer = Callable[[str, str], str | None]
"""Gets the mutation and who asks. None is a success."""


def code(mutation: str, code: str, *, executed: bool = False) -> str:
    error = {"message": "No.", "extensions": {"errorCode": code, "errorType": "AUTHORIZATION"}}
    return json.dumps(
        {"data": {mutation: None}, "errors": [{**error, "path": [mutation]}]}
        if executed
        else {"errors": [error]}
    )


class Asked:
    """A client of a server that answers in its own way, and what it was asked."""

    def __init__(self, client: TargetClient) -> None:
        self.client = client
        self.requests: list[tuple[str, str]] = []

    def look(self, *names: str, denied: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """Return who was refused, and with what."""
        mutations = [shipped().mutations[name] for name in names]
        found = look_at_credentials(self.client, view("API"), mutations, denied=denied)
        return [(each["credentials"], each["shown"]) for each in found]


@contextmanager
def answering(answer: Answer, token: str | None = OWN) -> Iterator[Asked]:
    def serve(connection: socket.socket, request: bytes) -> None:
        document = json.loads(request.partition(b"\r\n\r\n")[2])["query"]
        named = [name for name in shipped().mutations if f"{name}(" in document]
        mutation = named[0] if named else "__typename"
        sent = header(request, b"authorization")
        who = {OWN: MINE, "none": NOBODY}.get(sent, MADE_UP)
        asked.requests.append((mutation, who))
        body = answer(mutation, who)
        connection.sendall(http(body or json.dumps({"data": {mutation: {"__typename": "Its"}}})))

    with hostile(serve) as url:
        client = TargetClient(TargetSettings({"API": url}, token=token, permission=THIS_MACHINE))
        asked = Asked(client)
        try:
            yield asked
        finally:
            client.close()


def test_a_success_with_the_own_token_is_enough() -> None:
    with answering(lambda mutation, who: None) as asked:
        assert asked.look(*NEED_ONE) == []
    assert asked.requests == [("updateMetadata", MINE)]


def test_nothing_is_asked_without_a_token() -> None:
    with answering(lambda mutation, who: code(mutation, "KT-CT-1112"), token=None) as asked:
        assert asked.look(*NEED_ONE) == []
    assert asked.requests == []


def test_a_server_that_refuses_all_three_alike_does_not_accept_the_token() -> None:
    words = "as it does to a missing or a made-up token"
    with (
        answering(lambda mutation, who: code(mutation, "KT-CT-1139")) as asked,
        pytest.raises(TokenNotAccepted, match=words) as raised,
    ):
        asked.look(*NEED_ONE)
    assert not raised.value.called_bad
    assert [mutation for mutation, _ in asked.requests] == ["updateMetadata"] * 3 + ["updateUser"] * 3


def test_a_single_mutation_in_scope_is_enough_where_all_three_are_refused_alike() -> None:
    with (
        answering(lambda mutation, who: code(mutation, "KT-CT-1139")) as asked,
        pytest.raises(TokenNotAccepted),
    ):
        asked.look("updateUser")


def test_errors_of_mutations_that_were_executed_have_to_come_three_times() -> None:
    with answering(lambda mutation, who: code(mutation, "KT-CT-1111", executed=True)) as asked:
        assert len(asked.look(*NEED_ONE[:2])) == 4
        asked.requests.clear()
        with pytest.raises(TokenNotAccepted):
            asked.look(*NEED_ONE)
    assert {mutation for mutation, _ in asked.requests} == set(NEED_ONE[:3])


def test_a_token_that_is_worse_than_none_is_seen_at_the_first_mutation() -> None:
    def answer(mutation: str, who: str) -> str | None:
        return None if who == NOBODY else code(mutation, "KT-CT-1143")

    with answering(answer) as asked, pytest.raises(TokenNotAccepted) as raised:
        asked.look(*NEED_ONE)
    assert raised.value.called_bad
    assert [who for _, who in asked.requests] == [MINE, NOBODY, MADE_UP]


def test_a_server_that_calls_both_tokens_bad_is_asked_about_two_mutations() -> None:
    def answer(mutation: str, who: str) -> str:
        return code(mutation, "KT-CT-1112" if who == NOBODY else "KT-CT-1143")

    with answering(answer) as asked, pytest.raises(TokenNotAccepted) as raised:
        asked.look(*NEED_ONE)
    assert raised.value.called_bad
    assert {mutation for mutation, _ in asked.requests} == set(NEED_ONE[:2])


def test_an_error_of_a_mutation_about_something_else_is_not_the_token() -> None:
    def answer(mutation: str, who: str) -> str | None:
        error = {"message": "There is no such account.", "path": [mutation]}
        return None if who == NOBODY else json.dumps({"data": {mutation: None}, "errors": [error]})

    with answering(answer) as asked:
        assert [who for who, _ in asked.look(*NEED_ONE)] == [MADE_UP]
    assert len(asked.requests) == 3


def test_a_code_for_the_own_token_alone_shows_nothing_yet() -> None:
    """It may have expired, or its owner may not do this one thing: three mutations have to say it."""

    def answer(mutation: str, who: str) -> str:
        return code(mutation, "KT-CT-1124" if who == MINE else "KT-CT-1143")

    with answering(answer) as asked:
        asked.look(*NEED_ONE[:2])
        with pytest.raises(TokenNotAccepted) as raised:
            asked.look(*NEED_ONE)
    assert not raised.value.called_bad
    assert "as it does to" not in str(raised.value)


def test_an_error_of_the_mutation_that_a_made_up_token_does_not_get_shows_that_the_token_was_read() -> None:
    def answer(mutation: str, who: str) -> str:
        return code(mutation, "KT-CT-1111", executed=True) if who == MINE else code(mutation, "KT-CT-1143")

    with answering(answer) as asked:
        assert [who for who, _ in asked.look(*NEED_ONE)] == [NOBODY, MADE_UP]
    assert len(asked.requests) == 3


def test_what_everybody_gets_and_is_not_about_who_asks_is_not_the_token() -> None:
    with answering(lambda mutation, who: '{"errors": [{"message": "The document is too long."}]}') as asked:
        asked.look(*NEED_ONE)
    assert len(asked.requests) == 3


def test_mutations_that_need_a_token_are_asked_first() -> None:
    with answering(lambda mutation, who: code(mutation, "KT-CT-1111", executed=True)) as asked:
        asked.look(NEED_NONE, "updateUser")
    assert [mutation for mutation, _ in asked.requests] == ["updateUser"] * 3 + [NEED_NONE] * 3


def test_a_refusal_is_known_of_mutations_that_need_a_token_alone() -> None:
    with answering(lambda mutation, who: code(mutation, "KT-CT-1111", executed=True)) as asked:
        assert [who for who, _ in asked.look("updateUser")] == [NOBODY, MADE_UP]
        assert asked.look(NEED_NONE) == []


@pytest.mark.parametrize("name", ["obtainKrakenToken", "acceptQuote", "updateUser"])
def test_what_logs_in_does_harm_or_is_denied_is_not_asked(name: str) -> None:
    with answering(lambda mutation, who: None) as asked:
        asked.look(name, denied=("updateUser",))
    assert asked.requests == []


def refusing(*refused: str, body: str = '{"errors": [{"message": "Sign in."}]}') -> Answer:
    return lambda mutation, who: body if who in refused else '{"data": {"__typename": "Query"}}'


@pytest.mark.parametrize(
    ("refused", "accepted"),
    [((), True), ((MINE,), False), ((MINE, MADE_UP), False), ((NOBODY, MADE_UP), True)],
)
def test_where_only_the_own_token_is_not_let_in_it_is_not_accepted(
    refused: tuple[str, ...], accepted: bool
) -> None:
    with answering(refusing(*refused)) as asked:
        if accepted:
            require_entry(asked.client, view("API"))
        else:
            with pytest.raises(TokenNotAccepted) as raised:
                require_entry(asked.client, view("API"))
            assert ("made-up" in str(raised.value)) == (MADE_UP in refused)


@contextmanager
def denying(body: str, status: str = "401 Unauthorized", **more: bool) -> Iterator[TargetClient]:
    """Give a client of a server that answers everything alike."""
    with hostile(lambda connection, request: connection.sendall(http(body, status=status))) as url:
        client = TargetClient(TargetSettings({"API": url}, token=OWN, permission=THIS_MACHINE, **more))
        try:
            yield client
        finally:
            client.close()


def test_a_server_that_lets_nobody_in_is_about_the_token_where_it_says_so() -> None:
    body = '{"errors": [{"message": "No."}]}'
    with denying(body) as client, pytest.raises(TokenNotAccepted, match="made-up"):
        require_entry(client, view("API"))
    with denying(body, "200 OK") as client:
        require_entry(client, view("API"))


@pytest.mark.parametrize(("logged_in", "words"), [(False, "to obtain one"), (True, "had just given it")])
def test_a_token_of_a_login_needs_other_advice(logged_in: bool, words: str) -> None:
    with denying("{}", logged_in=logged_in) as client, pytest.raises(TokenNotAccepted, match=words):
        require_entry(client, view("API"))
