"""What has to be the same on every host of a run, so that the same seed gives the same cases and findings.

This file is also sent to a host that may have another version of everything: it needs Python alone.
"""

import unicodedata
from hashlib import sha256
from importlib import metadata, util
from pathlib import Path

PACKAGES = ("kraken-conformance", "hypothesis", "graphql-core", "python-stdnum")
"""The harness, and what takes part in drawing."""

CODE = "the code of kraken-conformance"
"""The name of the fact that is only there where the harness is."""


def host_facts() -> dict[str, str]:
    """Return the facts about this host, by what they are about."""
    found = {name: _version(name) for name in PACKAGES}
    spec = util.find_spec("kraken_conformance")
    if spec is not None and spec.origin is not None:
        top = Path(spec.origin).parent
        found[CODE] = _digest(top, ".py")
        found["the contract"] = _digest(top / "spec", ".graphql", ".yaml")
    found["the Unicode tables of Python"] = unicodedata.unidata_version
    return found


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def _digest(folder: Path, *suffixes: str) -> str:
    digest = sha256()
    files = (path for path in folder.rglob("*") if path.suffix in suffixes)
    for path in sorted(files, key=lambda path: path.relative_to(folder).as_posix()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]
