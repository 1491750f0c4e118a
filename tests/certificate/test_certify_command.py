from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path
from socket import socket

import click
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kraken_conformance.certificate import archive
from kraken_conformance.certificate.verification import LONGEST_VALIDITY
from kraken_conformance.cli.commands.certify import command as certify
from kraken_conformance.cli.main import main
from tests.certificate.certified import Certified, signed_anew
from tests.certificate.conftest import MUTATIONS
from tests.certificate.forging import as_version, consistent


def call(*words: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env=env)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    assert call("certify", "keygen", folder).exit_code == 0
    return folder


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--mutation", "selfReading"], "--mutation leaves mutations out"),
        (["--server", "API"], "--server leaves mutations out"),
        (["--probe", "no-token"], "--probe leaves probes out"),
        (["--shard", "1/2"], "--shard leaves mutations out"),
        (["--dry-run"], "--dry-run executes nothing"),
        (["--waivers", "w.toml"], "--waivers lets failures through"),
        (["--schema", "s.graphql"], "--schema replaces the target's own schema"),
        (["--fail-on", "should"], "--fail-on: a certificate is about every MUST"),
        (["--max-examples", "99"], "--max-examples 99: a certificate takes at least 100"),
        (["--url", "http://127.0.0.1:1/"], "--auth-url is missing"),
        (["--url", "http://127.0.0.1:1/", "--auth-url", "http://127.0.0.1:1/a"], "--token is missing"),
        (
            ["--url", "http://me:secret@127.0.0.1:1/", "--auth-url", "http://127.0.0.1:1/a", "--token", "t"],
            "--url: it has a password in it",
        ),
    ],
)
def test_what_leaves_something_out_is_refused(
    keys: Path, tmp_path: Path, words: list[str], reason: str
) -> None:
    options = ("--key", keys / "private.pem", "--output", tmp_path / "b.zip", "--reports", tmp_path / "r")
    called = call("certify", *options, *words)
    assert called.exit_code == 2
    assert reason in called.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_needed_before_anything_is_sent(tmp_path: Path) -> None:
    assert "--key is missing" in call("certify").stderr
    called = call("certify", "--key", tmp_path / "none.pem")
    assert (called.exit_code, "it cannot be read" in called.stderr) == (2, True)


def test_a_bundle_is_never_overwritten(certified: Certified) -> None:
    called = call("certify", "--key", certified.private_key, "--output", certified.bundle)
    assert (called.exit_code, "the file exists already" in called.stderr) == (2, True)


def test_a_run_that_is_refused_leaves_reports_and_no_bundle(refused: Certified) -> None:
    assert "No certificate: the target is non-conformant at level core, " in refused.printed
    assert "error.code-declared: broken, 1 times" in refused.printed
    assert not refused.bundle.exists()
    assert (refused.folder / "reports" / "report.html").exists()


def test_a_target_that_does_not_answer_is_named_and_nothing_else(keys: Path, tmp_path: Path) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and not listening: connections are refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        called = call(
            *("certify", "--key", keys / "private.pem", "--url", url, "--auth-url", url, "--token", "token"),
            *("--output", tmp_path / "b.zip", "--reports", tmp_path / "reports"),
        )
    assert called.exit_code == 3, called.output
    _, reason, see = called.stdout.splitlines()
    assert url in reason
    assert see.endswith("report.html")
    assert not (tmp_path / "b.zip").exists()


def test_the_secrets_of_a_run_are_not_in_its_bundle(certified: Certified) -> None:
    for content in certified.members.values():
        assert b"sk_live_reference" not in content
        assert b"eyJ" not in content  # every JSON web token begins so


def test_the_bundle_says_what_it_was_made_with(certified: Certified) -> None:
    members = certified.members
    certificate = json.loads(members[archive.CERTIFICATE])
    environment = json.loads(members[archive.ENVIRONMENT])
    assert certificate["tool"] == environment["tool"]
    assert len(environment["tool"]["files_sha256"]) == 64
    assert {"click", "cryptography", "graphql-core", "hypothesis", "anyio"} <= set(
        environment["dependencies"]
    )
    assert "pytest-cov" not in environment["dependencies"]
    assert certificate["mutations"]["tested"] == len(MUTATIONS)
    assert certificate["requirements"]["error.code-declared"]["outcome"] == "passed"
    assert not any(id_.startswith("http.") for id_ in certificate["requirements"])
    page = members[archive.PAGE].decode()
    assert "Example Energy API 4.2" in page
    assert certificate["target"]["url"] in page


def test_verify_accepts(certified: Certified) -> None:
    called = call("verify", certified.bundle, "--key", certified.public_key, "--contract", certified.contract)
    assert called.exit_code == 0, called.stdout
    assert called.stdout.endswith(f"ACCEPTED: {certified.bundle}\n")
    assert "Example Energy API 4.2" in called.stdout


def test_verify_refuses_with_the_reason(certified: Certified, keys: Path) -> None:
    contract = ("--contract", certified.contract)
    for words, reason in (
        (contract, "its signer is not known"),
        ((*contract, "--key", keys / "public.pem"), "not with the trusted one"),
        (("--key", certified.public_key), "the contract is not the one that is trusted here, oefr 2026.11"),
        (
            (*contract, "--key", certified.public_key, "--url", "https://other.example/"),
            "not about --url https://other.example/",
        ),
    ):
        called = call("verify", certified.bundle, *words)
        assert called.exit_code == 1
        assert reason in called.stdout
        assert called.stdout.endswith(f"REFUSED: {certified.bundle}\n")


def test_verify_names_what_an_older_version_lacks(certified: Certified, tmp_path: Path) -> None:
    members = consistent(certified.members, as_version("0.0.1"))
    (tmp_path / "older.zip").write_bytes(signed_anew(members, certified.key))
    words = (tmp_path / "older.zip", "--key", certified.public_key, "--contract", certified.contract)
    called = call("verify", *words)
    assert called.exit_code == 1
    assert "--made-with 0.0.1" in called.stdout
    called = call("verify", *words, "--made-with", "0.0.1")
    assert called.exit_code == 0
    assert "note: the evidence leaves out requirements: auth.blank-header" in called.stdout
    assert "auth.unsigned-token" in called.stdout
    assert "note: the run had no probes bad-token, no-token" in called.stdout


def test_verify_allows_as_many_days_as_certify_gives() -> None:
    (days,) = (one.type for one in certify.params if one.name == "valid_days")
    assert isinstance(days, click.IntRange)
    assert timedelta(days=days.max or 0) == LONGEST_VALIDITY


def test_mistakes_in_a_call_of_verify(certified: Certified, tmp_path: Path) -> None:
    rsa = generate_private_key(65537, 2048)
    (tmp_path / "rsa.pem").write_bytes(
        rsa.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    for words, reason in (
        ((tmp_path / "none.zip", "--key", certified.public_key), "none.zip: it cannot be read"),
        ((certified.bundle, "--key", tmp_path / "none.pem"), "none.pem: it cannot be read"),
        ((certified.bundle, "--key", certified.bundle), "this is no public key in PEM form"),
        ((certified.bundle, "--key", certified.private_key), "It is a private one"),
        ((certified.bundle, "--key", tmp_path / "rsa.pem"), "this is no Ed25519 key"),
        ((certified.bundle, "--contract", tmp_path / "none"), "There is no such file"),
    ):
        called = call("verify", *words)
        assert called.exit_code == 2
        assert reason in called.stderr


def test_the_private_key_is_for_its_owner_alone_and_is_not_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "keys"
    assert call("certify", "keygen", folder).exit_code == 0
    private = folder / "private.pem"
    before = private.read_bytes()
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    again = call("certify", "keygen", folder)
    assert (again.exit_code, "there is a key already" in again.stderr) == (2, True)
    assert private.read_bytes() == before


def test_a_private_key_with_a_password(tmp_path: Path) -> None:
    assert (
        call("certify", "keygen", tmp_path, "--encrypt", env={"KRAKEN_KEY_PASSWORD": "s3cret"}).exit_code == 0
    )
    private = tmp_path / "private.pem"
    assert b"ENCRYPTED" in private.read_bytes()
    called = call("certify", "--key", private, env={"KRAKEN_KEY_PASSWORD": "wrong"})
    assert (called.exit_code, "Is the password right?" in called.stderr) == (2, True)


def test_only_ed25519_signs(tmp_path: Path) -> None:
    rsa = generate_private_key(65537, 2048)
    file = tmp_path / "rsa.pem"
    file.write_bytes(rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    called = call("certify", "--key", file)
    assert (called.exit_code, "this is no Ed25519 key" in called.stderr) == (2, True)
