"""Seals a conformant run in a signed bundle."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kraken_conformance.certificate import archive
from kraken_conformance.certificate.claim import CertificateLevel
from kraken_conformance.certificate.document import Certificate, Issue, certificate
from kraken_conformance.certificate.environment import environment
from kraken_conformance.certificate.manifest import manifest
from kraken_conformance.certificate.rendering import json_bytes, page_bytes, results_bytes
from kraken_conformance.certificate.signing_keys import public_pem
from kraken_conformance.certificate.strict_json import parsed_object
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
    *,
    evidence: bytes,
    contract: str,
    issue: Issue,
    key: Ed25519PrivateKey,
    secrets: Collection[str],
) -> tuple[Certificate, bytes]:
    """Return the certificate of a run and its bundle.

    `evidence` is the file of the run, `contract` what it was given as its contract. Raises `InternalError` where one of
    the secrets would be in the bundle.
    """
    events = [cast(Event, parsed_object(line, archive.EVIDENCE)) for line in evidence.splitlines()]
    made_with = environment()
    document = certificate(events, made_with, issue)
    contents = ContractFolder(contract).contents()
    members = {
        archive.CERTIFICATE: json_bytes(document),
        archive.PAGE: page_bytes(document),
        archive.EVIDENCE: evidence,
        archive.RESULTS: results_bytes(events),
        archive.ENVIRONMENT: json_bytes(made_with),
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
