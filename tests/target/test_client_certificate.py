"""A server that asks for the certificate of the client: mutual TLS, on a real server."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization

from kraken_conformance.cli.main import main
from kraken_conformance.exceptions import UsageError
from kraken_conformance.safety.host_policy import Permission
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.transport.tls import tls_context
from tests.interop.gateway import certificate
from tests.target.test_first_contact import JSON, said, secured, server

BODY = b'{"data": {"__typename": "Query"}}'


def mutual(own: Path, trusted: Path) -> ssl.SSLContext:
    """The context of a server that lets in only who shows a certificate that it trusts."""
    context = secured(own)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(trusted)
    return context


def made(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).mkdir()
    return certificate(tmp_path / name)


def apart(both: Path, password: bytes | None = None) -> tuple[str, str]:
    """Write certificate and key of one file into two, and return their names."""
    content = both.read_bytes()
    start = content.index(b"-----BEGIN PRIVATE KEY")
    key = serialization.load_pem_private_key(content[start:], None)
    encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    both.with_suffix(".crt").write_bytes(content[:start])
    both.with_suffix(".key").write_bytes(key.private_bytes(pem, pkcs8, encryption))
    return str(both.with_suffix(".crt")), str(both.with_suffix(".key"))


@pytest.mark.parametrize("two_files", [False, True])
def test_the_certificate_of_the_client_is_shown(tmp_path: Path, two_files: bool) -> None:
    own, client = made(tmp_path, "server"), made(tmp_path, "client")
    cert, key = apart(client) if two_files else (str(client), None)
    with server(200, JSON, BODY, tls=mutual(own, client)) as port:
        url = f"https://localhost:{port}/"
        settings = TargetSettings(
            sites={"API": url},
            permission=Permission((f"https://localhost:{port}",)),
            ca_file=str(own),
            client_cert=cert,
            client_key=key,
            patience=0.0,
        )
        sender = TargetClient(settings)
        response = sender.post("API", "{ __typename }").response
        sender.close()
    assert response is not None
    assert response.body == BODY


def test_without_one_the_options_are_named(tmp_path: Path) -> None:
    own, client = made(tmp_path, "server"), made(tmp_path, "client")
    with server(200, JSON, BODY, tls=mutual(own, client)) as port:
        message = said(f"https://localhost:{port}/", ca_file=str(own))
    assert "--client-cert FILE" in message
    assert "--client-key FILE" in message


def test_one_that_the_server_does_not_trust_is_named(tmp_path: Path) -> None:
    own, client, other = (made(tmp_path, name) for name in ("server", "client", "other"))
    with server(200, JSON, BODY, tls=mutual(own, client)) as port:
        message = said(f"https://localhost:{port}/", ca_file=str(own), client_cert=str(other))
    assert f"--client-cert {other}" in message


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    first, second = made(tmp_path, "first"), made(tmp_path, "second")
    cert, key = apart(first)
    _, other_key = apart(second, password=b"secret")
    for given, words in (
        ((cert, None), "by --client-key"),
        ((cert, other_key), "openssl pkey"),
        ((str(tmp_path / "none"), key), "No such file"),
        ((None, key), "--client-key without --client-cert"),
    ):
        with pytest.raises(UsageError, match=words):
            tls_context(None, *given)
    _, other_key = apart(second)
    with pytest.raises(UsageError, match="that belongs to it"):
        tls_context(None, cert, other_key)


def test_a_call_with_such_files_is_a_mistake_and_sends_nothing(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["run", "--client-key", "none.pem", "--output", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "--client-key without --client-cert" in done.output
