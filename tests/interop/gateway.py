"""nginx before the servers, as in a deployment: TLS, compressed answers, a limit for bodies."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LARGEST_BODY = "4k"
"""What the switch `body` lets through."""


@contextmanager
def gateway(
    urls: Mapping[str, str], switches: Sequence[str], folder: Path
) -> Iterator[tuple[dict[str, str], tuple[str, ...]]]:
    """Put nginx before the sites where a switch asks for it; yield their addresses and what the harness has to know.

    The switch `tls` brings TLS and compressed answers, `body` a limit for bodies.
    """
    if not {"tls", "body"}.intersection(switches):
        yield dict(urls), ()
        return
    if shutil.which("nginx") is None:
        raise SystemExit("There is no nginx: apt-get install nginx-light")
    secure = "tls" in switches
    trusted = certificate(folder) if secure else None
    port = _free_port()
    (folder / "nginx.conf").write_text(_configuration(urls, folder, port, secure, "body" in switches))
    program = ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "nginx.log"]
    with subprocess.Popen(program) as nginx:
        try:
            _wait_for(port)
            scheme = "https" if secure else "http"
            yield (
                {site: f"{scheme}://localhost:{port}/{site}/graphql" for site in urls},
                () if trusted is None else ("--ca", str(trusted)),
            )
        finally:
            nginx.terminate()


def _configuration(urls: Mapping[str, str], folder: Path, port: int, secure: bool, has_limit: bool) -> str:
    locations = "\n".join(
        f"    location = /{site}/graphql {{ proxy_pass {url}; proxy_http_version 1.1; }}"
        for site, url in urls.items()
    )
    tls = (
        f"ssl_certificate {folder}/localhost.pem; ssl_certificate_key {folder}/localhost.pem; gzip on;"
        if secure
        else ""
    )
    return f"""
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  gzip_types application/json application/graphql-response+json; gzip_proxied any; gzip_min_length 20;
  client_max_body_size {LARGEST_BODY if has_limit else "16m"};
  server {{
    listen 127.0.0.1:{port}{" ssl" if secure else ""}; {tls}
{locations}
  }}
}}
"""


def certificate(folder: Path, host: str = "localhost", *, since: float = -1, until: float = 24) -> Path:
    """Write a certificate that signs itself, with its key, and return the file; both are in it.

    It is valid for a host, and from `since` to `until`, in hours from now.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names = [x509.DNSName(host), *([x509.IPAddress(ip_address("127.0.0.1"))] if host == "localhost" else [])]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now + timedelta(hours=since))
        .not_valid_after(now + timedelta(hours=until))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        made.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("nginx did not start; see its log.")
