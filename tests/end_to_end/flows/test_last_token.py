"""The mutation that makes a token invalid which cannot be renewed is called once, when nothing else needs the token."""

import json
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.server import ServerSettings, start_server
from tests.command_line import call

ENDS = "forceReauthentication"
OTHERS = ("updateMetadata", "createAccountReference", "updateUser")


def results(folder: Path, *more: str, stateful: bool) -> tuple[int, dict[str, Any]]:
    names = [word for name in (ENDS, *OTHERS) for word in ("--mutation", name)]
    with start_server(ServerSettings(stateful=stateful), contract="oefr") as server:
        done = call(
            *("run", "--url", server.url, "--auth-url", server.auth_url, "--output", folder),
            *(*names, "--max-examples", "5", "--seed", "1", *more),
            env={"KRAKEN_TOKEN": server.token},
        )
    assert done.returncode in (0, 1, 3), done.stderr
    return done.returncode, json.loads((folder / "results.json").read_text("utf-8"))


@pytest.mark.parametrize("stateful", [False, True])
def test_it_is_called_once_and_last(stateful: bool, tmp_path: Path) -> None:
    code, found = results(tmp_path, stateful=stateful)
    assert (code, found["findings"]) == (0, [])
    mutations = {one["name"]: one for one in found["mutations"]}
    assert mutations[ENDS]["succeeded"] == 1
    assert all(mutations[name]["evidence"] == "succeeded" for name in (ENDS, *OTHERS))


def test_several_processes_leave_it_out(tmp_path: Path) -> None:
    code, found = results(tmp_path, "-n", "2", stateful=True)
    assert (code, found["findings"]) == (0, [])
    mutations = {one["name"]: one for one in found["mutations"]}
    assert mutations[ENDS]["evidence"] == "excluded"
    assert "--api-key" in mutations[ENDS]["evidence_reason"]
    assert all(mutations[name]["evidence"] == "succeeded" for name in OTHERS)
