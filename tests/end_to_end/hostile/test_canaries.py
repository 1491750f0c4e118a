"""No secret leaves the process, wherever it came from and in whatever form the target sends it back: for a release."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.hostile.canaries import BASIC, SECRETS, TOKEN, echoes_secrets, leaks, leaks_in_files
from tests.end_to_end.hostile.runs import PROGRAM
from tests.end_to_end.hostile.servers import hostile

FEW = ("--mutation", "selfReading", "--max-examples", "3", "--seed", "1", "--timeout", "5", "--patience", "1")

PROFILE = f"""
default_target = "hostile"
[targets.hostile]
url = "URL?key={SECRETS["query value"]}"
token = {{ env = "OWN_TOKEN" }}
headers = {{ X-Gateway-Key = {{ env = "GATEWAY" }} }}
"""


@dataclass(frozen=True, slots=True)
class Nightly:
    """Calls the command as a nightly job would, and looks at all that it says and leaves."""

    folder: Path

    def call(self, *words: str, codes: tuple[int, ...] = (0, 1, 3)) -> str:
        return self._said([*PROGRAM, *words], codes)

    def program(self, *words: str, **env: str) -> str:
        """Call Python with words of its own. It has no secrets but the token and the value in the address."""
        return self._said([sys.executable, *words], (0, 1), env, of=("token", "query value"))

    def _said(
        self,
        words: Sequence[str],
        codes: tuple[int, ...],
        env: Mapping[str, str] | None = None,
        *,
        of: Container[str] = SECRETS,
    ) -> str:
        environment = {
            **os.environ,
            "OWN_TOKEN": f"JWT {TOKEN}",
            "GATEWAY": SECRETS["header of the profile"],
            "KRAKEN_EXPIRED_TOKEN": f"JWT {SECRETS['expired token']}",
            "KRAKEN_PEER_TOKEN": f"JWT {SECRETS['peer token']}",
            "KRAKEN_HEADERS": (
                f"Cookie: session={SECRETS['cookie']}; theme={SECRETS['second cookie']}\n"
                f"Proxy-Authorization: Basic {BASIC}"
            ),
            "COLUMNS": "300",
            **(env or {}),
        }
        done = subprocess.run(words, capture_output=True, check=False, env=environment, cwd=self.folder)
        said = done.stdout + done.stderr
        assert done.returncode in codes, said.decode()
        assert b"Traceback" not in said, said.decode()
        assert [found for found in leaks(said) if found[0] in of] == [], said.decode()
        return done.stdout.decode()

    def target(self) -> tuple[str, ...]:
        return ("--profile", "kraken-conformance.toml", "--api-key", "@key.txt", *FEW)


@pytest.fixture(scope="module")
def nightly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nightly]:
    """Give a folder in which a run against the server that sends secrets back was made."""
    folder, given = tmp_path_factory.mktemp("nightly"), tmp_path_factory.mktemp("given")
    with hostile(echoes_secrets) as url:
        (given / "profile.toml").write_text(PROFILE.replace("URL", url))
        (given / "key.txt").write_text(SECRETS["api key"])
        (folder / "kraken-conformance.toml").symlink_to(given / "profile.toml")
        (folder / "key.txt").symlink_to(given / "key.txt")
        made = Nightly(folder)
        made.call("run", *made.target(), "--output", "one", "--history", "past")
        yield made


def unlinked(nightly: Nightly) -> list[tuple[str, str, str]]:
    """Return the secrets in the files that the commands wrote; those that were given are links."""
    return [
        found for found in leaks_in_files(nightly.folder) if not Path(found[0].partition("!")[0]).is_symlink()
    ]


def test_a_run(nightly: Nightly) -> None:
    assert (nightly.folder / "one" / "report.html").is_file()
    assert b"[hidden]" in (nightly.folder / "one" / "evidence.jsonl").read_bytes()
    assert unlinked(nightly) == []


IN_PYTEST = """
import pytest

@pytest.mark.kraken("selfReading")
def test_every_promise(kraken, kraken_mutation):
    assert kraken.run(kraken_mutation) == []

"""


def test_the_fixture_of_pytest(nightly: Nightly, tmp_path: Path) -> None:
    test = tmp_path / "test_own.py"
    test.write_text(IN_PYTEST)
    with hostile(echoes_secrets) as url:
        said = nightly.program(
            *("-m", "pytest", "-vv", "--showlocals", "-p", "no:cacheprovider", str(test)),
            *("--kraken-url", f"{url}?key={SECRETS['query value']}", "--kraken-max-examples", "2"),
            KRAKEN_TOKEN=f"JWT {TOKEN}",
        )
    assert "1 failed" in said


@pytest.mark.slow
def test_every_command(nightly: Nightly) -> None:
    call, target = nightly.call, nightly.target()
    findings = [
        event["id"]
        for event in map(json.loads, (nightly.folder / "one" / "evidence.jsonl").read_text().splitlines())
        if event["type"] == "finding"
    ]
    assert len(findings) > 5
    call("config", "show", *target)
    call("run", *target, "--plan", "--verbose")
    call("run", *target, "--output", "two", "--history", "past", "-n", "2")
    call("run", *target, "--output", "one", "--resume", "one", codes=(0, 1, 2, 3))
    for shard in ("1/2", "2/2"):
        call("run", *target, "--output", f"shard{shard[0]}", "--shard", shard)
    call("merge", "shard1", "shard2", "--output", "merged", codes=(0, 1, 2, 3))
    for form in ("text", "json", "markdown"):
        call("compare", "one", "two", "--format", form)
    call("compare", "--history", "past", "two", codes=(0, 1, 2, 3))
    call("status", "one")
    call("status", "past", codes=(0, 1, 2, 3))
    call("history", "show", "past", codes=(0, 1, 2, 3))
    call("report", "one", "--output", "again", "--history", "past")
    call("waive", "--from", "one", "--reason", "known")
    for finding in findings[:6]:
        call("replay", finding, "--from", "one", *target[:4])
    call("cleanup", "one", *target[:4], codes=(0, 1, 2, 3))
    call("certify", "keygen", "keys")
    call("certify", *target, "--key", "keys/private.pem", "--output", "bundle.zip", codes=(0, 1, 2, 3))
    call("verify", "bundle.zip", codes=(0, 1, 2, 3))
    call("explain", "error.code-form")
    call("spec", "show", "selfReading")
    assert unlinked(nightly) == []
