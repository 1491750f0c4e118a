"""The TLS context of a target: whom to trust, and who the harness is."""

import os
import ssl
from functools import cache

import httpx

from kraken_conformance.exceptions import UsageError, why

OF_ENVIRONMENT = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
"""Variables of the environment that name files for TLS."""


def tls_context(
    ca_file: str | None = None, client_cert: str | None = None, client_key: str | None = None
) -> ssl.SSLContext:
    """Return the usual TLS context, which verifies; with `ca_file`, trusting the authorities in it alone.

    `client_cert` is shown to servers that ask for the certificate of a client; its private key is in `client_key`, else
    in the same file. Raises `UsageError` where a file is not what it should be.
    """
    if ca_file is client_cert is client_key is None:
        return _usual()
    try:
        context = _made() if ca_file is None else ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"--ca {ca_file}: no certificate can be read from it ({error}). Give a PEM file."
        ) from None
    if client_cert is not None:
        _show(context, client_cert, client_key)
    elif client_key is not None:
        raise UsageError("--client-key without --client-cert: give the certificate that it belongs to.")
    return context


@cache
def _usual() -> ssl.SSLContext:
    """Return the context that trusts whom this machine trusts: reading hundreds of certificates takes its time."""
    return _made()


def _made() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        set_ = [f"{name}={os.environ[name]}" for name in OF_ENVIRONMENT if os.environ.get(name)]
        raise UsageError(
            f"The environment names a file for TLS that cannot be used ({why(error)}): {', '.join(set_) or 'none'}. "
            "Name one that is there, or unset it."
        ) from None


def _show(context: ssl.SSLContext, cert: str, key: str | None) -> None:
    given = f"--client-cert {cert}" if key is None else f"--client-cert {cert}, --client-key {key}"
    asked: list[bool] = []

    def password() -> str:
        asked.append(True)
        return ""

    try:
        context.load_cert_chain(cert, key, password)
    except (OSError, ssl.SSLError) as error:
        if asked:
            remedy = "The private key has a password. Give one without: openssl pkey -in KEY -out FILE"
        else:
            where = " by --client-key, where it is in another file" if key is None else ""
            remedy = (
                f"({error}) Give PEM files: the certificate, and the private key that belongs to it{where}."
            )
        raise UsageError(f"{given}: it cannot be used. {remedy}") from None
