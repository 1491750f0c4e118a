"""Plain words: the list of words that a reader stumbles over, held against code, docs and templates."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]

LEAVE_BEHIND = {
    r"mend(s|ed|ing)?": "fix",
    r"anew": "again",
    r"told": "reported, stated, or a name for what it is",
    r"whoever": "the one who, or rephrase",
    r"so many|so much": "at most this many, this number of",
    r"in force": "effective",
    r"in vain": "rephrase",
    r"for want of": "without",
    r"vouch(es|ed|ing)?": "rephrase",
    r"luggage|lifeline": "settings, heartbeat",
    r"breach(es|ed)?": "violation",
    r"a token that is none": "malformed token",
    r"seen: Observation": "observation: Observation",
}
"""Words, and what to write instead."""

PATTERN = re.compile(rf"\b({'|'.join(LEAVE_BEHIND)})\b", re.IGNORECASE)
PLACES = ("conformance", "reports", "spec", "strategies", "docs", "bench", "README.md", "CONTRIBUTING.md")


def test_no_word_to_leave_behind_is_left() -> None:
    listed = subprocess.run(
        ["git", "ls-files", *PLACES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found = [
        f"{name}:{number}: {match[0]}"
        for name in listed.splitlines()
        if name.endswith((".py", ".md", ".j2", ".js", ".yaml")) and not name.startswith("spec/oefr/errors")
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1)
        for match in PATTERN.finditer(line)
    ]
    assert found == []
