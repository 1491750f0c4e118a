"""A login that gives tokens which its own server calls bad is a finding; what may be another's doing is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kraken_conformance.server import PlantedFault, RunningServer, ServerSettings, start_server
from tests.end_to_end.evidence.conftest import SOME, Done, RunBehind, called
from tests.end_to_end.evidence.fronts import Sent, data, front, refusal
from tests.end_to_end.unreliable_target.proxy import Proxy, running

LOGIN = "obtainKrakenToken"
KEY = ("--api-key", "sk_live_reference")


@pytest.fixture(scope="module")
def bad_login() -> Iterator[RunningServer]:
    """A server whose login signs tokens that it does not accept."""
    faults = (PlantedFault("new-token-refused", LOGIN),)
    with start_server(ServerSettings(faults=faults), contract="oefr") as server:
        yield server


def run_with_key(folder: Path, url: str, auth_url: str, *mutations: str) -> Done:
    names = (word for name in mutations for word in ("--mutation", name))
    return called(folder, "--url", url, "--auth-url", auth_url, *KEY, *names)


def failures(done: Done) -> list[tuple[str, str]]:
    return [(one["mutation"], one["requirement"]) for one in done.events if one["type"] == "finding"]


def test_a_login_that_gives_bad_tokens_is_a_finding(bad_login: RunningServer, tmp_path: Path) -> None:
    done = run_with_key(tmp_path, bad_login.url, bad_login.auth_url, LOGIN, *SOME, "createMfaDevice")
    assert done.code == 1, done.said
    assert failures(done) == [(LOGIN, "auth.issued-token")]
    assert "succeeded" not in done.evidence().values()
    assert done.events[-1]["counts"]["requests"] < 20


def test_it_is_not_blamed_where_it_is_not_tested(bad_login: RunningServer, tmp_path: Path) -> None:
    done = run_with_key(tmp_path, bad_login.url, bad_login.auth_url, *SOME)
    assert done.code == 3, done.said
    assert "the token was not accepted" in done.reasons
    assert "KT-CT-1143" in done.reasons


def test_a_server_that_lets_no_request_in_with_its_own_token(run_behind: RunBehind) -> None:
    def decide(sent: Sent) -> bytes | None:
        extensions = {"errorCode": "KT-CT-1143", "errorType": "AUTHORIZATION"}
        error = {"message": "Invalid token.", "extensions": extensions}
        return None if sent.token is None else data({"errors": [error], "data": None}, 401)

    done = run_behind(front(decide), *KEY, token=None, mutations=(LOGIN, *SOME))
    assert done.code == 1, done.said
    assert failures(done) == [(LOGIN, "auth.issued-token")]


@pytest.mark.parametrize("code", ["KT-CT-1112", "KT-CT-1124", "KT-CT-1111"])
def test_a_token_that_is_not_called_bad_is_no_finding(code: str, run_behind: RunBehind) -> None:
    """Something takes the header away; tokens expire at once; whose key it is may do nothing."""

    def decide(sent: Sent) -> bytes | None:
        return refusal(sent, code) if sent.mutation not in (None, LOGIN) or sent.token else None

    done = run_behind(front(decide), *KEY, token=None, mutations=(LOGIN, *SOME))
    assert done.code == 3, done.said
    assert failures(done) == []
    assert "the token was not accepted" in done.reasons
    assert "The login had just given it" in done.reasons


def test_a_gateway_that_refuses_the_token_is_no_finding(run_behind: RunBehind) -> None:
    def decide(sent: Sent) -> bytes | None:
        return None if sent.token is None else data({"message": "Unauthorized"}, 401)

    done = run_behind(front(decide), *KEY, token=None, mutations=(LOGIN, *SOME))
    assert done.code == 3, done.said
    assert failures(done) == []
    assert "401" in done.reasons


def test_a_site_of_another_deployment_is_no_finding(bad_login: RunningServer, tmp_path: Path) -> None:
    """Its tokens are of another key: what it says of them is no fault of the login."""

    def everything_with_a_token(sent: Sent) -> bytes | None:
        return refusal(sent, "KT-CT-1143") if sent.mutation and sent.token else None

    with (
        start_server(ServerSettings(), contract="oefr") as healthy,
        running(Proxy(healthy.auth_url, instead=front(everything_with_a_token))) as other,
    ):
        auth_url = other.url(healthy.auth_url)
        done = run_with_key(
            tmp_path, healthy.url, auth_url, LOGIN, *SOME, "createMfaDevice", "deleteMfaDevice"
        )
    assert done.code == 3, done.said
    assert failures(done) == []
    assert "the token was not accepted" in done.reasons
