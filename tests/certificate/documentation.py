"""The commands of docs/certification.md, as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "certification.md"
STAGING = "https://staging.example/v1/graphql/"
STAGING_AUTH = "https://staging.example/auth/graphql/"


def commands(heading: str) -> list[str]:
    """Return the commands under a heading of the page."""
    section = PAGE.read_text("utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [block.strip() for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL)]


def at(command: str, url: str, auth_url: str) -> str:
    """Return a command for another target than the one on the page."""
    assert STAGING in command
    return command.replace(STAGING, url).replace(STAGING_AUTH, auth_url)


def run(command: str, folder: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with this Python's commands on the path."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return subprocess.run(
        ["bash", "-euc", command],
        cwd=folder,
        env={**os.environ, "PATH": path, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
