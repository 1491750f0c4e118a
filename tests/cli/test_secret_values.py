"""Secrets from files and from the environment: what is taken and refused; none is in the list of processes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kraken_conformance.cli.options.secret_values import HEADERS, headers, secret
from kraken_conformance.exceptions import UsageError
from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.safety.known_secrets import KNOWN
from kraken_conformance.server import ServerSettings
from tests.end_to_end.hostile.runs import PROGRAM

KEY = "ps-7d1f0c22ab94e6-key"


@pytest.fixture(autouse=True)
def _no_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HEADERS, raising=False)


def written(folder: Path, content: bytes) -> str:
    (folder / "secret").write_bytes(content)
    return f"@{folder / 'secret'}"


def test_a_secret_comes_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    assert secret("--token", written(tmp_path, b"JWT from-a-file-31c9\n")) == "JWT from-a-file-31c9"
    assert KNOWN.are_in("got from-a-file-31c9")


@pytest.mark.parametrize("given", [None, ""])
def test_no_secret(given: str | None) -> None:
    assert secret("--token", given) is None


@pytest.mark.parametrize(
    "content", [b"one\ntwo", b"a\x00b", b"a\x1b[31m", "a\u202eb".encode(), b"\xff\xfe", b"x" * 100_001]
)
def test_what_is_no_secret_is_refused_and_not_repeated(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        secret("--token", written(tmp_path, content))
    assert str(refused.value).startswith("--token")
    assert "two" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        secret("--api-key", f"@{tmp_path / 'nothing'}")


def test_headers_come_from_the_environment_and_from_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HEADERS, "Cookie: a=first-cookie-91\n\nX-Tenant: oefr\n")
    file = written(tmp_path, b"X-Gateway-Key:  gate-5512ff \r\n")
    assert headers(("X-Own: b", file)) == (
        ("Cookie", "a=first-cookie-91"),
        ("X-Tenant", "oefr"),
        ("X-Own", "b"),
        ("X-Gateway-Key", "gate-5512ff"),
    )
    assert KNOWN.text("first-cookie-91 oefr gate-5512ff") == "[hidden] oefr [hidden]"


@pytest.mark.parametrize(
    "line", ["no colon hidden-8812", "A B: c", ": c", "X: a\x01b", "X: a\x1b[2J", "\u00e9: x"]
)
def test_what_is_no_header_is_refused_and_not_repeated(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HEADERS, line)
    with pytest.raises(UsageError, match="this is no header") as refused:
        headers(())
    assert "hidden-8812" not in str(refused.value)


def of_family(parent: int) -> Iterator[bytes]:
    """Yield the words and the environment of a process and of all that it started, as `ps e` shows them."""
    for entry in Path("/proc").iterdir():
        try:
            status = (entry / "stat").read_text()
            if entry.name == str(parent) or status.rpartition(")")[2].split()[1] == str(parent):
                yield (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                if entry.name != str(parent):
                    yield from of_family(int(entry.name))
        except (OSError, IndexError):
            continue


def test_no_worker_shows_a_secret_in_the_list_of_processes(tmp_path: Path) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("there is no /proc")
    more = tmp_path / "headers"
    more.write_text(f"X-Key: {KEY}\n")
    with embedded(ServerSettings(latency=0.05), "oefr") as target:
        token = written(tmp_path, target.token.encode())
        words = ("--url", target.url, "--auth-url", target.auth_url, "-n", "2", "--max-rps", "20")
        run = subprocess.Popen(
            [
                *PROGRAM,
                "run",
                *words,
                "--token",
                token,
                "--header",
                f"@{more}",
                "--output",
                str(tmp_path / "out"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "KRAKEN_TOKEN": ""},
        )
        most = 0
        try:
            while run.poll() is None and most < 3:
                shown = list(of_family(run.pid))
                most = max(most, len(shown))
                assert not any(secret.encode() in one for one in shown for secret in (target.token, KEY))
                time.sleep(0.05)
        finally:
            run.kill()
            run.wait()
    assert most >= 3


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Expect", "upgrade"])
def test_a_header_that_says_where_a_request_ends_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="where a request ends"):
        headers([f"{name}: 5"])
