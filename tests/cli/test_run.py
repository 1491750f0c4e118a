"""`kraken-conformance run` as a user calls it: a real server, real signals.

What depends on the process is called in one of its own; what a call answers is the same within this one.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kraken_conformance.cli.main import main
from kraken_conformance.runner.embedded_target import Embedded, embedded
from kraken_conformance.runner.evidence.evidence_file import read_evidence
from kraken_conformance.server import PlantedFault, ServerSettings
from tests import command_line

COMMAND = [sys.executable, "-m", "kraken_conformance.cli"]
SOME = ("--mutation", "createReferral", "--mutation", "updateAccountBillingEmail", "--max-examples", "10")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return command_line.call("run", *arguments, env={"KRAKEN_TOKEN": "", **environment})


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Call the command within this process, which saves the start of one."""
    done = CliRunner().invoke(main, arguments, env={"KRAKEN_TOKEN": None})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[Embedded]:
    with embedded(ServerSettings(), "oefr") as running:
        yield running


def test_the_embedded_server_is_conformant(tmp_path: Path) -> None:
    done = run(*SOME, "--output", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "CONFORMANT, 2 of 101 mutations: 0 failures" in done.stdout
    assert results(tmp_path)["verdict"] == "conformant"
    assert {path.name for path in tmp_path.iterdir()} >= {
        "evidence.jsonl",
        "results.json",
        "junit.xml",
        "report.html",
    }


@pytest.mark.parametrize("how", [(), ("-n", "2")])
def test_a_run_leaves_its_report_in_the_current_folder_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYPOTHESIS_STORAGE_DIRECTORY", raising=False)
    (tmp_path / "tests").mkdir()
    for name in ("conftest.py", "tests/conftest.py"):  # of the user's own tests, which are not run here
        (tmp_path / name).write_text("raise SystemExit('a conftest of the user is loaded')")
    few = (*SOME, "--probe", "valid-input", "--probe", "fuzz", "--max-examples", "2")
    done = run(*few, *how, PYTHONHASHSEED="0")  # an interpreter that nothing was imported into elsewhere
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"kraken-report", "conftest.py", "tests"}


def cases(folder: Path, hash_seed: str, *arguments: str) -> dict[tuple[str, str, str], str]:
    words = (*SOME, "--max-examples", "3", "--seed", "7", "--output", str(folder), *arguments)
    done = run(*words, PYTHONHASHSEED=hash_seed)
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        (e["server"], e["mutation"], e["probe"]): e["cases_sha256"]
        for e in read_evidence(folder)
        if e["type"] == "result"
    }


def test_the_same_seed_gives_the_same_cases_whatever_the_number_of_workers(tmp_path: Path) -> None:
    usual = cases(tmp_path / "usual", "1")
    assert cases(tmp_path / "two", "2", "-n", "2", "--concurrency", "1") == usual


def test_a_fault_is_found_and_seen_again_by_replay_and_by_curl(tmp_path: Path) -> None:
    fault = PlantedFault("int-as-text", "createReferral")
    with embedded(ServerSettings(faults=(fault,)), "oefr") as target:
        where = ("--url", target.url, "--auth-url", target.auth_url)
        few = (*SOME, "--probe", "valid-input")
        done = run(*few, *where, "--output", str(tmp_path), KRAKEN_TOKEN=target.token)
        assert done.returncode == 1, done.stdout + done.stderr
        findings = results(tmp_path)["findings"]
        assert [finding["requirement"] for finding in findings] == ["shape.integer"]
        (finding,) = findings
        again = [*COMMAND, *finding["replay"].split()[1:], "--from", str(tmp_path)]
        assert (
            subprocess.run(again, env={**os.environ, "KRAKEN_TOKEN": target.token}, check=False).returncode
            == 1
        )
        without = {name: value for name, value in os.environ.items() if name != "KRAKEN_TOKEN"}
        forgotten = subprocess.run(again, env=without, capture_output=True, text=True, check=False)
        assert forgotten.returncode == 2
        assert f"The request of finding {finding['id']} was sent with a token" in forgotten.stderr
        pasted = subprocess.run(
            ["bash", "-c", finding["curl"]],
            env={**os.environ, "KRAKEN_TOKEN": target.token},
            capture_output=True,
            text=True,
            check=True,
        )
        assert isinstance(
            json.loads(pasted.stdout)["data"]["createReferral"]["referredAccountRewardAmount"], str
        )
    assert target.token not in "".join(path.read_text("utf-8") for path in tmp_path.iterdir())


def test_without_a_token_the_verdict_is_inconclusive_and_says_what_is_missing(
    tmp_path: Path, server: Embedded
) -> None:
    done = call("run", *SOME, "--url", server.url, "--auth-url", server.auth_url, "--output", str(tmp_path))
    assert done.returncode == 3, done.stdout + done.stderr
    assert "no token: pass --token or set KRAKEN_TOKEN" in done.stdout
    assert results(tmp_path)["verdict"] == "inconclusive"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_with_what_was_found_so_far(tmp_path: Path, number: signal.Signals) -> None:
    with embedded(ServerSettings(latency=0.02), "oefr") as target:
        where = ("--url", target.url, "--auth-url", target.auth_url, "--token", target.token)
        output, said = tmp_path / "report", tmp_path / "said"
        process = command_line.begin("run", *where, "--concurrency", "2", "--output", output, said=said)
        evidence = output / "evidence.jsonl"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (
            evidence.exists() and '"result"' in evidence.read_text("utf-8")
        ):
            time.sleep(0.05)
        process.send_signal(number)
        process.wait(timeout=60)
    words = said.read_text("utf-8")
    assert process.returncode == 3, words
    assert re.search(r"stopped: [\d,]+ of 101 mutations were tested\. Go on: .* run --resume ", words)
    footer = read_evidence(output)[-1]
    assert (footer["type"], footer["interrupted"], footer["verdict"]) == ("footer", True, "inconclusive")
    assert "Traceback" not in words


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class Page(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = b"<!doctype html><title>It works</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def page() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Page) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_nothing_listening(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    done = call("run", "--url", url, "--auth-url", url, "--output", str(tmp_path))
    assert done.returncode == 3
    assert f"API at {url} did not answer" in done.stdout


def test_a_page_that_is_no_graphql(tmp_path: Path, page: HTTPServer) -> None:
    url = f"http://127.0.0.1:{page.server_port}/"
    done = call("run", "--url", url, "--auth-url", url, "--output", str(tmp_path))
    assert done.returncode == 3
    assert "Give the address of the GraphQL endpoint" in done.stdout
    assert "text/html" in done.stdout


@pytest.mark.parametrize(
    ("written", "meant", "told"),
    [("/v1/", "/v2/", "status 404, application/json"), ("http:", "https:", "write http://")],
)
def test_an_address_that_is_nearly_right(
    tmp_path: Path, server: Embedded, written: str, meant: str, told: str
) -> None:
    words = ("--url", server.url.replace(written, meant), "--token", "x", "--mutation", "acceptQuote")
    done = call("run", *words, "--patience", "1", "--output", str(tmp_path))
    assert (done.returncode, told in done.stdout) == (3, True), done.stdout


def test_replay_names_the_folder_that_lacks_the_finding(tmp_path: Path, server: Embedded) -> None:
    words = ("--url", server.url, "--token", server.token, "--mutation", "acceptQuote")
    call("run", *words, "--probe", "no-token", "--output", str(tmp_path))
    done = call("replay", "abc", "--from", str(tmp_path))
    assert done.returncode == 2
    assert f"abc: {tmp_path} has no such finding. It has none at all." in done.stderr


def test_a_certificate_that_nobody_trusts_and_one_that_is_trusted(tmp_path: Path, page: HTTPServer) -> None:
    file = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    page.socket = context.wrap_socket(page.socket, server_side=True)
    url = f"https://localhost:{page.server_port}/"
    refused = call("run", "--url", url, "--auth-url", url, "--output", str(tmp_path / "a"))
    assert refused.returncode == 3
    assert "CERTIFICATE_VERIFY_FAILED" in refused.stdout
    trusted = call("run", "--url", url, "--auth-url", url, "--ca", str(file), "--output", str(tmp_path / "b"))
    assert trusted.returncode == 3
    assert "Give the address of the GraphQL endpoint" in trusted.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--mutation", "updateUsr"], "Did you mean updateUser?"),
        (["--probe", "valid-inputs"], "Did you mean valid-input?"),
        (["--server", "AUTH", "--mutation", "updateUser"], "none of the selected mutations is on it"),
        (["--server", "WWW"], "the contract has API and AUTH"),
        (["--header", "no colon"], "Write it as 'Name: value'"),
        (["--header", "X: a\nY: b"], "Write it as 'Name: value'"),
        (["--shard", "5/4"], "write I/N"),
        (["--url", "localhost:8000"], "this is no address"),
        (["--url", "http://127.0.0.1:99999/"], "there is no port 99999"),
        (["--url", "http://127.0.0.1/", "--dry-run", "--execute"], "contradict"),
        (["--auth-url", "http://127.0.0.1/"], "--auth-url without --url"),
        (["--url", "http://staging.invalid/"], "--execute"),
        (["--schema", "nowhere.graphql"], "nowhere.graphql"),
        (["--ca", "nowhere.pem"], "nowhere.pem"),
        (["--contract", "nowhere"], "nowhere"),
        (["--max-examples", "0"], "--max-examples"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_a_mistake_in_the_call(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = call("run", *arguments, "--output", str(tmp_path / "run"))
    assert done.returncode == 2, done.stdout + done.stderr
    assert message in done.stderr
    assert not (tmp_path / "run").exists()
