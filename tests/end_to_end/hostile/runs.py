"""Runs the command against a hostile server, under limits, and looks at all that it leaves behind."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.command_line import begin

MEMORY = 1_500 * 2**20
ENDS = 45
"""Seconds within which a run ends by itself. Only one that hangs gets so far."""

RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What has no place on a terminal."""

PROGRAM = [sys.executable, "-c", "from kraken_conformance.cli.main import main; main()"]


def hostile_run(
    output: Path, *words: str, token: str | None = "tok-4f1c9e7ab2d85306"
) -> subprocess.CompletedProcess[str]:
    """Run the command with little memory. It has to end by itself, with a verdict and a report."""
    said, env = output.with_suffix(".said"), {"KRAKEN_TOKEN": token or "", "COLUMNS": "200"}
    given = ("run", "--output", str(output), "--seed", "1", *words)
    process = begin(*given, said=said, env=env, memory=MEMORY)
    try:
        code = process.wait(timeout=ENDS)
    finally:
        process.kill()
    return subprocess.CompletedProcess(given, code, said.read_text("utf-8"), "")


def require_sound(done: subprocess.CompletedProcess[str], output: Path, *secrets: str) -> None:
    """Assert what holds for every run, whatever the target does."""
    said = done.stdout
    assert done.returncode in (0, 1, 3), said
    assert "Traceback" not in said, said
    assert not RAW.search(said), ascii(said)
    assert not re.search(r"(?m)^::", said), said
    for name in ("evidence.jsonl", "report.html", "junit.xml", "summary.md", "results.json"):
        assert (output / name).stat().st_size, name
    for path in (path for path in output.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content, path
            assert secret not in said
        if path.suffix in (".md", ".txt", ".xml"):
            assert not RAW.search(content.decode()), path
