"""Sixty ways to write an address: what the policy judges, the transport connects to, in every front end."""

from __future__ import annotations

import json
import socket
from itertools import product
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from click.testing import CliRunner

from kraken_conformance import pytest_plugin
from kraken_conformance.cli.main import main
from kraken_conformance.exceptions import UsageError
from kraken_conformance.model.case import Case
from kraken_conformance.model.case_json import case_to_json
from kraken_conformance.model.exchange import Request
from kraken_conformance.safety.address import Address, AddressError, parse_address
from kraken_conformance.safety.host_policy import THIS_MACHINE, HostPolicy, host_of, is_loopback
from kraken_conformance.spec import load_contract
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.transport.tls import tls_context
from kraken_conformance.target.transport.transport import Transport

HOST = host_of(load_contract("oefr").servers["API"].url)

LOCAL = {
    "http://localhost/": ("localhost", 80),
    "http://LOCALHOST:8000/a": ("localhost", 8000),
    "HTTP://localhost/": ("localhost", 80),
    "http://localhost./": ("localhost", 80),
    "http://api.localhost/": ("api.localhost", 80),
    "https://localhost": ("localhost", 443),
    "http://127.0.0.1:1/": ("127.0.0.1", 1),
    "http://127.0.0.1./": ("127.0.0.1", 80),
    "http://127.1.2.3/": ("127.1.2.3", 80),
    "http://[::1]/": ("::1", 80),
    "http://[::1]:8080/": ("::1", 8080),
    "http://[0:0:0:0:0:0:0:1]/": ("::1", 80),
    "http://[::ffff:127.0.0.1]/": ("127.0.0.1", 80),
    "http://[::FFFF:7f00:1]/": ("127.0.0.1", 80),
    "http://localhost?a=b": ("localhost", 80),
}
"""Addresses of this machine, with the host and the port that are connected to."""

REMOTE = (
    "http://0.0.0.0/",
    "http://[::]/",
    "http://localhost.example.org/",
    "http://127.0.0.1.example.org/",
    "http://localhost.evil/",
    "http://xlocalhost/",
    "http://128.0.0.1/",
    "http://10.0.0.1/",
    "http://192.168.0.1:80/",
    "http://169.254.169.254/latest",
    "http://[fe80::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[2001:db8::1]/",
    "http://loopback/",
    "http://ip6-localhost/",
    "http://xn--nxasmq6b/",
)

PRODUCTION = tuple(
    f"{scheme}://{host}{rest}"
    for scheme, host, rest in (
        ("https", HOST, "/"),
        ("http", HOST, ""),
        ("HTTPS", HOST.upper(), "/v1/graphql/"),
        ("https", f"{HOST}.", "/"),
        ("https", HOST, ":443/"),
        ("https", HOST, ":8443/other"),
        ("https", HOST.capitalize(), "?x=1"),
    )
)

REFUSED = (
    "",
    "localhost",
    "//localhost/",
    "ftp://localhost/",
    "http:localhost/",
    "http:/localhost/",
    "http:///localhost",
    "http://",
    "http://:80/",
    "http://localhost:0/",
    "http://localhost:/",
    "http://localhost:65536/",
    "http://localhost:-1/",
    "http://localhost:8o/",
    "http://localhost:٨٠/",
    "http://localhost:80:90/",
    "http://localhost\\@evil.example/",
    f"http://localhost\\.{HOST}/",
    f"http://localhost@{HOST}/",
    f"http://localhost:80@{HOST}/",
    f"http://{HOST}#@localhost/",
    f"http://localhost#{HOST}",
    "https://" + HOST.replace(".", "\u3002", 1) + "/",
    "https://" + HOST.replace(".", "\uff0e", 1) + "/",
    "https://" + HOST.replace("a", "\uff41", 1) + "/",
    "https://" + HOST.replace("o", "\u043e", 1) + "/",
    f"https://{HOST}\u200b/",
    f"https://{HOST.replace('.', '%2e', 1)}/",
    f"https://{HOST}../",
    f"https://.{HOST}/",
    f"https://{HOST} /",
    f" https://{HOST}/",
    f"https://{HOST}\t/",
    f"https://{HOST}\r\nHost: localhost/",
    f"https://{HOST}\x00.localhost/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.0.0.01/",
    "http://127.0.0.256/",
    "http://127.0.0.1.2/",
    "http://[::1/",
    "http://::1/",
    "http://[::1%25lo]/",
    "http://[127.0.0.1]/",
    "http://[localhost]/",
    "http://[v1.x]/",
    "http://bücher.example/",
    "http://lo calhost/",
    "http://-localhost/",
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 130 + "example/",
    "http://localhost,evil.example/",
    "http://localhost;evil.example/",
    "http://$(id).example/",
)


def policy(*, execute: bool = False, dry_run: bool = False) -> HostPolicy:
    return HostPolicy.of(load_contract("oefr"), execute=execute, dry_run=dry_run)


def test_there_are_enough_of_them() -> None:
    assert len({*LOCAL, *REMOTE, *PRODUCTION, *REFUSED}) >= 60


@pytest.mark.parametrize("url", LOCAL)
def test_this_machine_needs_no_leave(url: str) -> None:
    policy().permit({"--url": url})
    assert is_loopback(url)
    address = parse_address(url)
    assert (address.host, address.port) == LOCAL[url]


@pytest.mark.parametrize("url", REMOTE)
def test_another_machine_needs_leave(url: str) -> None:
    with pytest.raises(UsageError, match="not on this machine"):
        policy().permit({"--url": url})
    assert policy(execute=True).permit({"--url": url}).allows(parse_address(url))
    assert policy(dry_run=True).permit({"--url": url}).allows(parse_address(url))


@pytest.mark.parametrize("url", PRODUCTION)
def test_production_is_refused_however_it_is_written(url: str) -> None:
    for given in (policy(), policy(execute=True)):
        with pytest.raises(UsageError, match="production host"):
            given.permit({"--url": url})


@pytest.mark.parametrize("url", REFUSED)
def test_what_can_be_read_in_two_ways_is_no_address(url: str) -> None:
    with pytest.raises(UsageError):
        policy(execute=True).permit({"--url": url})
    assert host_of(url) == ""
    assert not is_loopback(url)


class Connecting(Exception):
    """What a test ends with that would have connected."""


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note where connections would go, and open none."""
    found: list[Any] = []
    numeric = socket.getaddrinfo

    def connect(_: socket.socket, address: Any) -> None:
        found.append(address[:2])
        raise ConnectionRefusedError

    def look_up(host: str, port: int, *arguments: Any, **words: Any) -> Any:
        if words.get("flags") == socket.AI_NUMERICHOST:
            return numeric(host, port, *arguments, **words)
        found.append((host, port))
        raise socket.gaierror("nothing is looked up in a test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    return found


@pytest.mark.parametrize("url", LOCAL)
def test_the_transport_connects_to_this_machine_and_to_no_proxy(url: str, connections: list[Any]) -> None:
    with pytest.raises(httpx.ConnectError):
        Transport(tls_context(), THIS_MACHINE).transmit(Request("POST", url, {}, b"{}"), timeout=5)
    host, port = LOCAL[url]
    expected = ["127.0.0.1", "::1"] if host.endswith("localhost") else [host]
    assert connections == [(one, port) for one in expected]


@pytest.mark.parametrize("url", [*REMOTE, *PRODUCTION, *REFUSED])
def test_the_transport_sends_nothing_elsewhere_than_was_allowed(url: str, connections: list[Any]) -> None:
    with pytest.raises(httpx.UnsupportedProtocol):
        Transport(tls_context(), THIS_MACHINE).transmit(Request("POST", url, {}, b"{}"), timeout=5)
    assert connections == []


@pytest.mark.parametrize("url", [url for url in REMOTE if "[" not in url])
def test_the_transport_goes_where_the_policy_allowed(
    url: str, monkeypatch: pytest.MonkeyPatch, connections: list[Any]
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    permission = policy(execute=True).permit({"--url": url})
    with pytest.raises(httpx.ConnectError):
        Transport(tls_context(), permission).transmit(Request("POST", url, {}, b"{}"), timeout=5)
    assert [host for host, _ in connections] == [parse_address(url).host]


def test_a_name_that_another_machine_answers_to_is_not_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AddressError):
        parse_address("http://localhost%00.example/")
    assert not Address("http", "localhost.example", 80, "/").is_loopback


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """Give a folder whose evidence and journal name a remote host, as somebody else may have made it."""
    header = {
        "type": "header",
        "schema_version": 1,
        "run_id": "1",
        "started_at": "",
        "tool": {"name": "", "version": ""},
        "contract": {"name": "oefr", "version": "", "sha256": "", "mutations": [], "errors": {}},
        "requirements": {},
        "seed": 1,
        "configuration": {
            "embedded": False,
            "contract": "oefr",
            "selection": {},
            "mutations": [],
            "max_examples": 1,
        },
        "target": {"url": REMOTE[3], "auth_url": None, "schema": "contract"},
    }
    case = case_to_json(Case("schema", "API", "selfReading"))
    finding = {
        "type": "finding",
        "id": "abc",
        "requirement": "x",
        "level": "MUST",
        "case": case,
        "mutation": None,
        "server": "API",
        "probe": "schema",
        "path": [],
        "expected": "",
        "actual": "",
        "request": {},
    }
    (tmp_path / "evidence.jsonl").write_text("".join(f"{json.dumps(event)}\n" for event in (header, finding)))
    created = {
        "type": "created",
        "id": "1",
        "at": "",
        "mutation": "selfReading",
        "server": "API",
        "url": REMOTE[3],
        "sent": {},
        "answered": {},
    }
    (tmp_path / "journal.jsonl").write_text(json.dumps(created) + "\n")
    return tmp_path


UNREADABLE = REFUSED[1:60:7]
SENDING = [
    ("run",),
    ("run", "--shard", "1/2"),
    ("run", "-n", "2"),
    ("certify",),
    ("replay", "abc"),
    ("cleanup",),
]


@pytest.mark.parametrize(
    ("words", "url"),
    [
        *product(SENDING, [REMOTE[1], REMOTE[6], PRODUCTION[0], PRODUCTION[3], *UNREADABLE]),
        *product(
            [("run", "--plan")], UNREADABLE
        ),  # a plan sends nothing: any address that can be read will do
    ],
)
def test_every_command_refuses_alike(
    words: tuple[str, ...], url: str, evidence: Path, connections: list[Any]
) -> None:
    folder = {
        "run": ("--output", str(evidence / "new")),
        "replay": ("--from", str(evidence)),
        "certify": ("--output", str(evidence / "bundle.zip"), "--key", __file__),
    }
    more = folder.get(words[0], (str(evidence),))
    result = CliRunner().invoke(main, [*words, *more, "--url", url], env={"KRAKEN_TOKEN": ""})
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert connections == []


@pytest.mark.parametrize("words", [("replay", "abc", "--from"), ("cleanup",)])
def test_a_host_that_evidence_names_needs_leave(
    words: tuple[str, ...], evidence: Path, connections: list[Any]
) -> None:
    result = CliRunner().invoke(main, [*words, str(evidence)], env={"KRAKEN_TOKEN": ""})
    assert result.exit_code == 2, result.output
    assert "not on this machine" in result.stderr
    assert connections == []


class Options:
    """The options of pytest, as the plugin asks for them."""

    def __init__(self, url: str, *, execute: bool) -> None:
        self._values = {"--kraken-url": url, "--kraken-execute": execute}

    def getoption(self, name: str) -> Any:
        return self._values.get(name)


def settings_of(url: str, *, execute: bool = False) -> TargetSettings:
    contract = load_contract("oefr")
    found = pytest_plugin._target(cast(pytest.Config, Options(url, execute=execute)), contract)
    assert found is not None
    return found


@pytest.mark.parametrize("url", LOCAL)
def test_the_pytest_plugin_lets_this_machine_through(url: str) -> None:
    assert settings_of(url).permission.allows(parse_address(url))


@pytest.mark.parametrize("url", [*REMOTE, *PRODUCTION, *REFUSED[1:]])
def test_the_pytest_plugin_refuses_what_the_command_refuses(url: str) -> None:
    with pytest.raises(pytest.UsageError):
        settings_of(url)
    if url in REMOTE:
        assert settings_of(url, execute=True).permission.allows(parse_address(url))
    else:
        with pytest.raises(pytest.UsageError):
            settings_of(url, execute=True)


@pytest.mark.parametrize("url", [*LOCAL, *REMOTE])
def test_a_worker_gets_the_permission_and_nothing_more(url: str) -> None:
    permission = policy(execute=True).permit({"--url": url})
    sent = settings_of(url, execute=True)
    assert sent.permission == permission
    for other in (*REMOTE, *PRODUCTION):
        if parse_address(other).origin != parse_address(url).origin:
            assert not permission.allows(parse_address(other))
