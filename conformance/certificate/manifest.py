"""The manifest of a bundle: the SHA-256 of each member. It is what is signed."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from kraken_conformance.certificate.archive import CONTENT

SCHEMA_VERSION = 1
KIND = "kraken-conformance bundle"


def manifest(members: Mapping[str, bytes]) -> bytes:
    """Return the manifest of the content of a bundle, as it is signed."""
    listed = {
        name: {"sha256": sha256(members[name]).hexdigest(), "bytes": len(members[name])} for name in CONTENT
    }
    content = {"kind": KIND, "schema_version": SCHEMA_VERSION, "members": listed}
    return (json.dumps(content, indent=1) + "\n").encode()


def contradictions(content: Mapping[str, Any], members: Mapping[str, bytes]) -> Iterator[str]:
    """Yield where a manifest and the members of its bundle differ."""
    if content.get("kind") != KIND:
        yield f"its kind is {content.get('kind')!r}, not {KIND!r}"
    listed = content.get("members")
    if not isinstance(listed, dict):
        yield "it lists no members"
        return
    for name in sorted(set(listed) - set(CONTENT)):
        yield f"it lists {name!r}, which a bundle does not have"
    for name in CONTENT:
        entry = listed.get(name)
        if entry is None:
            yield f"it does not list {name}"
        elif entry != {"sha256": sha256(members[name]).hexdigest(), "bytes": len(members[name])}:
            yield f"{name} is not what was sealed: its hash or its length is another"
