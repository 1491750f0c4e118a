"""What the tool is made of: bounds in both directions, and a lock in which every file has a hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
NEEDED = [
    Requirement(text)
    for text in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
]
LOCK = (ROOT / ".ci" / "requirements.lock").read_text("utf-8")
LOCKED = {
    canonicalize_name(found[1]): (Version(found[2]), found[3])
    for found in re.finditer(
        r"(?m)^([\w.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", LOCK
    )
}


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: str(needed.name))
def test_a_dependency_has_a_lowest_and_a_highest_version(needed: Requirement) -> None:
    assert {specifier.operator for specifier in needed.specifier} == {">=", "<"}


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: str(needed.name))
def test_a_dependency_is_locked_within_its_bounds(needed: Requirement) -> None:
    version, _ = LOCKED[canonicalize_name(needed.name)]
    assert needed.specifier.contains(version)


def test_every_package_of_the_lock_has_hashes() -> None:
    pinned = re.findall(r"(?m)^([\w.-]+)==", LOCK)
    assert {canonicalize_name(name) for name in pinned} == set(LOCKED)
    assert "--find-links" not in LOCK
    assert "/opt/" not in LOCK
