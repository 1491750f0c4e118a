"""The settings of a run on their way to a worker that may be on another host.

Files that the settings name travel with them, and times are those of the worker's own clock.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.spec.loading.contract_files import SHIPPED, ContractFolder

CONTRACT = "contract.graphql"
FILES = {"ca_file": "ca.pem", "client_cert": "client.pem", "client_key": "client.key"}
"""The files that the settings of a target name."""


def packed(settings: RunSettings, *, ahead: float = 0.0) -> str:
    """Return settings as a text, with the files that they name. The token and the private key are in it.

    The clock of the worker is `ahead` seconds ahead of this one.
    """
    files = {}
    if settings.contract not in SHIPPED:
        contents = ContractFolder(settings.contract).contents()
        files = {name: content.decode("latin-1") for name, content in contents.items()}
    for setting, name in FILES.items():
        if (path := getattr(settings.target, setting)) is not None:
            files[name] = _text(Path(path))
    deadline = settings.limits.deadline
    if deadline is not None:
        settings = replace(settings, limits=replace(settings.limits, deadline=deadline + ahead))
    return json.dumps({"settings": settings.to_json(), "files": files})


@contextmanager
def unpacked(text: str) -> Iterator[RunSettings]:
    """Give the settings that `packed` wrote. Their files are there until the context ends."""
    content = json.loads(text)
    settings = RunSettings.from_json(content["settings"])
    with TemporaryDirectory(prefix="kraken-") as folder:
        for name, file in content["files"].items():
            Path(folder, name).write_bytes(file.encode("latin-1"))
        if CONTRACT in content["files"]:
            settings = replace(settings, contract=folder)
        own: dict[str, Any] = {
            key: str(Path(folder, name)) for key, name in FILES.items() if name in content["files"]
        }
        settings = replace(settings, target=replace(settings.target, **own))
        yield settings


def _text(path: Path) -> str:
    """Return the bytes of a file, each as the character with its number: a contract may be badly encoded."""
    return path.read_bytes().decode("latin-1")
