"""What came of a certification, and ways to change it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kraken_conformance.certificate import archive
from kraken_conformance.certificate.manifest import manifest
from kraken_conformance.certificate.seal import sign
from kraken_conformance.certificate.signing_keys import load_private

Members = dict[str, bytes]
Events = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Certified:
    """A call of `certify`: its folder with the reports, its contract, its bundle if any, what it printed."""

    folder: Path
    contract: Path
    bundle: Path
    printed: str

    @property
    def private_key(self) -> Path:
        return self.folder / "keys" / "private.pem"

    @property
    def public_key(self) -> Path:
        return self.folder / "keys" / "public.pem"

    @property
    def key(self) -> Ed25519PrivateKey:
        return load_private(self.private_key, None)

    @property
    def members(self) -> Members:
        return dict(archive.read(self.bundle))

    @property
    def events(self) -> Events:
        lines = (self.folder / "reports" / "evidence.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]


def edited_json(members: Members, name: str, edit: Callable[[dict[str, Any]], object]) -> Members:
    """Return the members with a change in one that is JSON."""
    content = json.loads(members[name])
    edit(content)
    return {**members, name: json.dumps(content).encode()}


def edited_events(members: Members, edit: Callable[[Events], object]) -> Members:
    """Return the members with a change in the evidence."""
    events = [json.loads(line) for line in members[archive.EVIDENCE].splitlines()]
    edit(events)
    return {**members, archive.EVIDENCE: evidence(events)}


def evidence(events: Events) -> bytes:
    return "".join(json.dumps(event) + "\n" for event in events).encode()


def hashed_anew(members: Members) -> bytes:
    """Return the bundle of changed members by somebody without the key: new hashes, the old signature."""
    return archive.pack({**members, archive.MANIFEST: manifest(members)})


def signed_anew(members: Members, key: Ed25519PrivateKey) -> bytes:
    """Return the bundle of changed members by somebody who has a key."""
    return sign(members, key)
