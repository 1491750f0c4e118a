"""What a target says is judged, searched and shown in time that grows with its length, and no faster."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

SECONDS = 30
"""Of processor time. What is not linear takes hours for a text of this length."""

LENGTH = 400_000

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
    "token ",
    "token a ",
    "no token ",
    "<title",
    "<title>",
    "<script",
    "<script>",
    "&#9",
    "&#" + "9" * 5_000,
    "AB-1",
    "AB-1:x  ",
    "\u2028",
    "'",
    "`",
    "1-",
    "é",
    "Ã©",
    "?",
    "\\",
    "\\u005c",
    "\\u00",
    "\\x5cx5c",
    "\\/",
    "\\\\q",
    "%",
    "%25",
    "%2525 ",
    "%5c",
    "&",
    "&amp;",
    "amp;",
    "&#38;#38;#38;",
    "&#" + "0" * 5_000,
    "&#x" + "0" * 5_000 + "2f;",
    "&a",
    "&sol;",
    "&lt",
    "=",
    "=7",
    "=73",
    "=\n",
    "=  \t",
    "= \t = \n",
    "7",
    "73 ",
    "7345:",
    "7 , ",
    "73, 0x",
    "0x73",
    "0x",
    "73 - : ",
    "\xc3\x83\xc2\x83",
    "\xe0\x80",
    "\ud83d\ude00",
    "rate limit",
    "The possible errors that can be raised are ",
)

PROGRAM = """
import sys
from kraken_conformance.checks._shared.leaks import leaks_in
from kraken_conformance.checks._shared.refusal import QUOTED, SPEAKS_OF_CREDENTIALS
from kraken_conformance.checks._shared.garbled_text import _SURROGATE, _TWICE
from kraken_conformance.checks.schema_message_in_description import ENTRY
from kraken_conformance.judging.answer_origin import ABOUT_CREDENTIALS, _digest, foreign_digest
from kraken_conformance.judging.limits import SPEAKS_OF_FAILURE, SPEAKS_OF_LIMIT, SPEAKS_OF_UNKNOWN_FIELD, form_of
from kraken_conformance.model.exchange import Response
from kraken_conformance.operations.shape.leaf_forms import DOCUMENTED, WELL_KNOWN
from kraken_conformance.operations.shape.mismatch import short_json
from kraken_conformance.reports.text.text_diff import marked
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
redactor.learn({"password": "hunter2!x"})
redactor.text(text), redactor.text(text + r"hunter2\\u0021x")
redactor.body(text.encode())
known.text(text)
rest = "123456789abcdef"
digits = "0123456789abcdef".encode()
quoted = "".join(f"={byte:02X}" for byte in digits)
written = (r"\\u0030" + rest, "&#48;" + rest, "%30" + rest, "=30" + rest, quoted, digits.hex(":"), digits.hex(" ", -2))
for secret in written:
    hidden = KnownSecrets(["JWT 0123456789abcdef", 'quo"ted-secret']).text(f"{text} {secret} {text}")
    assert hidden.endswith(f"[hidden] {text}"), hidden[-99:]
harmless(text), harmless(text, terminal=True), plain(text)
depth(text.encode(), 10**9)
try:
    require_bounded(text.encode())
except BeyondLimits:
    pass
SPEAKS_OF = (SPEAKS_OF_CREDENTIALS, SPEAKS_OF_FAILURE, SPEAKS_OF_LIMIT, SPEAKS_OF_UNKNOWN_FIELD, ABOUT_CREDENTIALS)
for pattern in (QUOTED, *SPEAKS_OF, _SURROGATE, _TWICE):
    for _ in pattern.finditer(text):
        pass
for line in ("AB-1:" + text).splitlines():
    ENTRY.fullmatch(line)
form_of(text), _digest("error", text), short_json([text] * 9), marked(text[:500], text[1:500])
for begin in (b"", b"<html>"):
    foreign_digest(Response(200, {"content-type": "text/html"}, begin + text.encode(), 0.0))
for form in (*(form for forms in DOCUMENTED.values() for form in forms), *WELL_KNOWN.values()):
    form.concerns(text) and form.fits(text)
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
