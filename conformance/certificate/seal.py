"""Seals a conformant run in a signed bundle."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kraken_conformance.certificate import archive
from kraken_conformance.certificate.claim import CertificateLevel
from kraken_conformance.certificate.document import Certificate, Issue, certificate
from kraken_conformance.certificate.environment import environment
from kraken_conformance.certificate.manifest import manifest
from kraken_conformance.certificate.signing_keys import public_pem
from kraken_conformance.encodable_text import encodable
from kraken_conformance.events import Event
from kraken_conformance.exceptions import InternalError
from kraken_conformance.spec.loading.catalogue import CATALOGUE
from kraken_conformance.spec.loading.contract_files import ContractFolder


def issue(level: CertificateLevel, product: str | None, days: int) -> Issue:
    """Return an issue of this moment, valid for this many days."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Issue(level, product, now, now + timedelta(days=days))


def seal(
    events: Sequence[Event],
    *,
    evidence: bytes,
    results: bytes,
    contract: str,
    issue: Issue,
    key: Ed25519PrivateKey,
    page: Callable[[Mapping[str, Any]], str],
    secrets: Collection[str],
) -> tuple[Certificate, bytes]:
    """Return the certificate of a run and its bundle.

    `contract` is what the run was given as its contract; `page` renders a certificate as HTML. Raises
    `InternalError` where one of the secrets would be in the bundle.
    """
    made_with = environment()
    document = certificate(events, made_with, issue)
    contents = ContractFolder(contract).contents()
    members = {
        archive.CERTIFICATE: _json(document),
        archive.PAGE: encodable(page(document)).encode(),
        archive.EVIDENCE: evidence,
        archive.RESULTS: results,
        archive.ENVIRONMENT: _json(made_with),
        **{name: contents.get(PurePosixPath(name).name, b"") for name in archive.CONTRACT},
        archive.REQUIREMENTS: CATALOGUE.read_bytes(),
        archive.PUBLIC_KEY: public_pem(key.public_key()),
    }
    for name, content in members.items():
        if any(encodable(secret).encode() in content for secret in secrets if secret):
            raise InternalError(f"A secret of the run would be in {name} of the bundle, so there is none.")
    return document, sign(members, key)


def sign(members: Mapping[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """Return the bundle of some content: with its manifest, signed."""
    listed = manifest(members)
    return archive.pack({**members, archive.MANIFEST: listed, archive.SIGNATURE: key.sign(listed)})


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=1) + "\n").encode()
