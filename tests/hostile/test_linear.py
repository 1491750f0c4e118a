"""What a target says is judged, searched and shown in time that grows with its length, and no faster."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

SECONDS = 60
"""Of processor time. What is not linear takes hours for a text of this length."""

LENGTH = 1_000_000

SHAPES = (
    "a",
    "a.",
    "a.py",
    "/a",
    "eyJ",
    "eyJ.",
    "SELECT ",
    "UPDATE x ",
    'File "',
    "at a(",
    "at a(:1",
    ":1",
    "password ",
    "password=",
    "redis://",
    "A:\\",
    "FR76 3000 ",
    "AB12",
    "sk_live_",
    "\x1b[",
    "\x1b]",
    ": ",
    "::",
    "##",
    '"',
    '\\"',
    "[",
    '{"a":',
    " ",
    "\n",
    "/home/",
    ".py:1 ",
)

PROGRAM = """
import sys
from kraken_conformance.checks._shared.leaks import leaks_in
from kraken_conformance.reports.text.safe_text import plain
from kraken_conformance.safety.known_secrets import KnownSecrets
from kraken_conformance.safety.redaction import Redactor
from kraken_conformance.safety.terminal_text import harmless
from kraken_conformance.target.transport.limits import depth, require_bounded, BeyondLimits

shape, length = sys.argv[1].encode().decode("unicode_escape"), int(sys.argv[2])
text = (shape * (length // len(shape) + 1))[:length]
for _ in leaks_in(text):
    pass
known = KnownSecrets(["JWT 0123456789abcdef", "session=fedcba9876543210"])
redactor = Redactor(["0123456789abcdef"])
redactor.text(text)
redactor.body(text.encode())
known.text(text)
harmless(text), harmless(text, terminal=True), plain(text)
depth(text.encode(), 10**9)
try:
    require_bounded(text.encode())
except BeyondLimits:
    pass
print("done")
"""


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_text_of_a_hostile_shape(shape: str) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    escaped = shape.encode("unicode_escape").decode()
    words = [sys.executable, "-c", PROGRAM, escaped, str(LENGTH)]
    done = subprocess.run(words, capture_output=True, text=True, preexec_fn=limited, check=False)
    assert done.stdout == "done\n", done.stderr or f"not done after {SECONDS} s of processor time"
