"""Writes a contract for other programs and for readers: JSON, plain SDL, Markdown."""

import json

from kraken_conformance.spec.export.as_json import SCHEMA_VERSION, as_json
from kraken_conformance.spec.export.as_markdown import as_markdown
from kraken_conformance.spec.export.as_sdl import as_sdl
from kraken_conformance.spec.export.version_1 import as_version_1
from kraken_conformance.spec.model import Contract


def export(contract: Contract, form: str, *, server: str | None = None, version: int = SCHEMA_VERSION) -> str:
    """Return a contract as text. `form` is `json`, `sdl` or `markdown`; `server` restricts it to one.

    `version` is that of the JSON.
    """
    if form == "json":
        document = as_json(contract, server=server)
        chosen = as_version_1(document) if version == 1 else document
        return json.dumps(chosen, indent=2, ensure_ascii=False) + "\n"
    return as_sdl(contract, server=server) if form == "sdl" else as_markdown(contract, server=server)
