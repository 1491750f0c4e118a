from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from kraken_conformance.server import PlantedFault, RunningServer, ServerSettings, start_server
from tests.command_line import call
from tests.end_to_end.unreliable_target.harness import SMALL, Event, events, few, of, run, target, told
from tests.end_to_end.unreliable_target.proxy import Misfortune, Proxy, running

MISFORTUNES = {3: "reset", 11: "lost", 19: "502", 23: "throttled", 31: "delay", 37: "coded", 43: "503"}


HARD: Any = {"delay": 1.0, "retry_after": "1"}
"""Seconds that a delayed answer takes, and that a target asks to wait that gets too many requests."""


def bad_weather(number: int, message: bytes) -> Misfortune | None:
    """Seven in fifty requests meet something, each sort 2 % of all."""
    return MISFORTUNES.get(number % 50)


def test_a_healthy_target_is_conformant_in_bad_weather(
    server: RunningServer, calm: list[Event], tmp_path: Path
) -> None:
    with running(Proxy(server.url, bad_weather, **HARD)) as proxy:
        done = run(tmp_path, *target(proxy, server), *few(), *SMALL)
        assert done.returncode == 0, done.stdout + done.stderr
    assert set(proxy.happened) == set(MISFORTUNES.values())
    found = events(tmp_path)
    assert told(found) == told(calm)
    assert of(found, "finding") == []
    # What was lost was sent again; that it may have been executed twice is said where it matters.
    twice = {event["mutation"] for event in of(found, "result") if event["sent_twice"]}
    assert twice
    assert twice <= {"suspendControl", "selfReading", "forceReauthentication"}
    assert found[-1]["counts"]["requests"] > calm[-1]["counts"]["requests"]


def test_a_fault_is_found_in_bad_weather_and_not_drowned(tmp_path: Path) -> None:
    faults = (PlantedFault("code-undeclared", "selfReading"),)
    with start_server(ServerSettings(faults=faults), contract="oefr") as faulty:
        part = (*few(("selfReading", "suspendControl")), *SMALL)
        run(tmp_path / "calm", *target(Proxy("", port=_port(faulty)), faulty), *part)
        with running(Proxy(faulty.url, bad_weather, **HARD)) as proxy:
            done = run(tmp_path / "storm", *target(proxy, faulty), *part)
    assert done.returncode == 1
    found = of(events(tmp_path / "storm"), "finding")
    assert {(event["mutation"], event["flaky"]) for event in found} == {("selfReading", False)}
    storm, calm = (_but_for_excess(told(events(tmp_path / name))) for name in ("storm", "calm"))
    assert storm == calm


def _but_for_excess(found: Any) -> Any:
    """Return what a run says but for bodies of excessive size: one that is cut off is not sent again."""
    results, findings, outcomes, *rest = found
    results = {key: result for key, result in results.items() if key[2] != "http-requests"}
    for _, requirements in outcomes.values():
        for id_ in ("http.huge-body", "http.deep-body"):
            requirements.pop(id_, None)
    return results, findings, outcomes, *rest


@pytest.mark.parametrize("how", ["refused", "503", "521"])
def test_a_target_that_is_gone_for_a_while_is_waited_for(
    server: RunningServer, calm: list[Event], tmp_path: Path, how: str
) -> None:
    down = threading.Event()

    def decide(number: int, message: bytes) -> Misfortune | None:
        if number == 100:
            down.set()
            threading.Timer(2, down.clear).start()
            proxy.down = how == "refused"
            threading.Timer(2, setattr, (proxy, "down", False)).start()
        return how if down.is_set() and how != "refused" else None

    with running(Proxy(server.url, decide)) as proxy:
        done = run(tmp_path, *target(proxy, server), *few(), *SMALL, "--concurrency", "4")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "API does not answer" in done.stderr
    assert "API answers again" in done.stderr
    assert told(events(tmp_path)) == told(calm)


def test_a_target_that_stays_away_ends_the_run_and_what_is_known_is_kept(
    server: RunningServer, calm: list[Event], tmp_path: Path
) -> None:
    def decide(number: int, message: bytes) -> Misfortune | None:
        proxy.down = proxy.down or number == 200
        return None

    with running(Proxy(server.url, decide)) as proxy:
        begun = time.monotonic()
        done = run(tmp_path, *target(proxy, server), *few(), *SMALL, "--patience", "1")
        assert time.monotonic() - begun < 60  # not the patience of the default, twice over
        assert done.returncode == 3, done.stdout + done.stderr
        assert "API stopped answering" in done.stdout
        assert "did not answer again for 1 s" in done.stdout
        found = events(tmp_path)
        assert found[-1]["interrupted"]
        assert of(found, "result")
        assert of(found, "finding") == []
        assert (tmp_path / "report.html").is_file()

        proxy.down, proxy.decide = False, lambda number, message: None
        resumed = call("run", "--resume", tmp_path, env={"KRAKEN_API_KEY": server.api_key})
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert told(events(tmp_path)) == told(calm)


def test_a_target_that_was_never_there_is_not_waited_for(tmp_path: Path) -> None:
    done = run(tmp_path, "--url", "http://127.0.0.1:9/graphql/", "--mutation", "selfReading")
    assert done.returncode == 3
    assert "did not answer: ConnectError" in done.stdout


def test_a_limit_that_is_never_lifted_ends_the_run(server: RunningServer, tmp_path: Path) -> None:
    def decide(number: int, message: bytes) -> Misfortune | None:
        return "throttled" if number > 100 else None

    with running(Proxy(server.url, decide, retry_after="3600")) as proxy:
        done = run(tmp_path, *target(proxy, server), *few(), *SMALL)
    assert done.returncode == 3
    assert "too many requests and asks to wait 3600 s" in done.stdout
    assert len(proxy.arrivals) < 150  # those in flight when the target said so


def test_one_bad_server_of_two_is_no_finding_about_a_mutation(server: RunningServer, tmp_path: Path) -> None:
    arrived: Counter[int] = Counter()

    def decide(number: int, message: bytes) -> Misfortune | None:
        case = crc32(message.partition(b"\r\n\r\n")[2])
        arrived[case] += 1
        return "502" if case % 30 == 0 and arrived[case] <= 5 else None

    with running(Proxy(server.url, decide)) as proxy:
        done = run(tmp_path, *target(proxy, server), *few(("selfReading",)), *SMALL)
    assert proxy.happened["502"] >= 5
    assert done.returncode == 3, done.stdout + done.stderr
    assert "a gateway answered 502 to a request, each time that it was sent again, and later: 0 of 3" in (
        done.stdout
    )
    assert of(events(tmp_path), "finding") == []


@pytest.mark.parametrize(("again", "verdict"), [(99, 1), (1, 3)], ids=["each time", "once"])
def test_a_page_for_some_valid_requests(
    server: RunningServer, tmp_path: Path, again: int, verdict: int
) -> None:
    page = b"<html><title>Oops</title></html>"
    said = b"HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n%s"
    arrived: Counter[int] = Counter()

    def instead(number: int, message: bytes) -> bytes | None:
        body = message.partition(b"\r\n\r\n")[2]
        case = crc32(body)
        arrived[case] += 1
        meant = case % 5 == 0 and b"selfReading" in body and b"eyJ" in message
        return said % (len(page), page) if meant and arrived[case] <= again else None

    with running(Proxy(server.url, instead=instead)) as proxy:
        done = run(tmp_path, *target(proxy, server), *few(("selfReading",)), "--probe", "valid-input")
    assert done.returncode == verdict, done.stdout + done.stderr
    found = {finding["requirement"] for finding in of(events(tmp_path), "finding")}
    assert found == ({"http.no-page"} if again > 1 else set())
    if again == 1:
        assert "a page came in the place of the answers to" in done.stdout


def test_a_server_behind_the_address_that_does_not_know_the_token_is_named(
    server: RunningServer, tmp_path: Path
) -> None:
    closed = b'{"errors": [{"message": "bad signature"}]}'
    said = b"HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"

    def instead(number: int, message: bytes) -> bytes | None:
        return said % (len(closed), closed) if number % 2 else None

    with running(Proxy(server.url, instead=instead)) as proxy:
        words = (*target(proxy, server, key=False), "--token", server.token)
        done = run(tmp_path, *words, *few(("selfReading",)), *SMALL)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "answered by somebody else: 401 application/json" in done.stdout
    assert of(events(tmp_path), "finding") == []


def test_an_expired_token_is_renewed_in_mid_run(calm: list[Event], tmp_path: Path) -> None:
    logins: list[int] = []

    def decide(number: int, message: bytes) -> Misfortune | None:
        if b"mutation Login" in message:
            logins.append(number)
        return None

    with (
        start_server(ServerSettings(token_lifetime=2), contract="oefr") as server,
        running(Proxy(server.url, decide)) as proxy,
    ):
        # Few at once, so that a sequence which obtains a token ends long before that does.
        words = ("--max-rps", "100", "--concurrency", "4")
        done = run(tmp_path, *target(proxy, server), *few(), *SMALL, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(logins) > 2  # at the start, and whenever a token had ended; not once for each thread
    assert len(logins) < 20
    found = events(tmp_path)
    assert told(found) == told(calm)
    assert all("KT-CT-1124" not in event["errors_observed"] for event in of(found, "result"))


def test_a_key_that_is_wrong_is_told_before_anything_else(server: RunningServer, tmp_path: Path) -> None:
    done = run(tmp_path, "--url", server.url, "--mutation", "selfReading", "--api-key", "sk_live_wrong")
    assert done.returncode == 3
    assert "gave no token for the API key: status 200 and KT-CT-1134" in done.stdout
    assert "sk_live_wrong" not in done.stdout + done.stderr
    assert "KT-CT-1134" in (tmp_path / "junit.xml").read_text()


def test_a_key_needs_the_site_that_takes_it(server: RunningServer, tmp_path: Path) -> None:
    words = ["--auth-url", server.auth_url, "--server", "AUTH", "--api-key", "sk_live_any"]
    done = run(tmp_path, *words)
    assert done.returncode == 2
    assert "--api-key: the token comes from API. Give its address" in done.stderr


def _port(server: RunningServer) -> int:
    return int(server.url.split(":")[2].split("/")[0])
