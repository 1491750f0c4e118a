"""What a run was made with: the tool, by its hash, and everything it depends on."""

import json
import os
import platform
import re
from collections.abc import Iterator
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import kraken_conformance

TOOL = "kraken-conformance"


def environment() -> dict[str, Any]:
    """Return the tool with its hashes, Python, the platform and the versions of all dependencies.

    `files_sha256` covers the installed files, and so is the same for every installation of one wheel;
    `wheel_sha256` is there where the installer noted the wheel that it took (a file or an address), else None.
    """
    return {
        "tool": {
            "name": TOOL,
            "version": metadata.version(TOOL),
            "files_sha256": files_digest(Path(kraken_conformance.__path__[0])),
            "wheel_sha256": _wheel_digest(),
        },
        "python": platform.python_version(),
        "platform": platform.platform(),
        "dependencies": dict(sorted(_dependencies(TOOL, set()))),
    }


def files_digest(folder: Path) -> str:
    """Return the SHA-256 over the files of an installed package.

    It covers one line per file, sorted: the SHA-256 of the file, two spaces, its path, as `sha256sum` writes them.
    The folders of an editable installation are links: they are followed.
    """
    files = sorted(
        (Path(parent) / name).relative_to(folder).as_posix()
        for parent, _, names in os.walk(folder, followlinks=True)
        for name in names
        if "__pycache__" not in Path(parent).parts
    )
    lines = (f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files)
    return sha256("".join(lines).encode()).hexdigest()


def _wheel_digest() -> str | None:
    noted = metadata.distribution(TOOL).read_text("direct_url.json")
    archive = json.loads(noted or "{}").get("archive_info", {})
    found = archive.get("hashes", {}).get("sha256")
    return found if isinstance(found, str) else None


def _dependencies(name: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    for line in metadata.requires(name) or ():
        needed = re.match(r"[\w.-]+", line)
        if needed is None or re.search(r"\bextra\s*==", line):
            continue
        folded = re.sub(r"[-_.]+", "-", needed[0]).lower()
        if folded in seen:
            continue
        seen.add(folded)
        try:
            version = metadata.version(folded)
        except metadata.PackageNotFoundError:
            # It is for another platform or another Python.
            continue
        yield folded, version
        yield from _dependencies(folded, seen)
