"""The catalogue of requirements: what each check tests, how binding it is, and where it is promised."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from kraken_conformance.spec.loading.contract_files import DIRECTIVES, load_yaml
from kraken_conformance.spec.loading.http_profile import load_http_profile
from kraken_conformance.spec.model import Level, Requirement

CATALOGUE = DIRECTIVES.parent / "oefr" / "requirements.yaml"


@cache
def load_requirements() -> Mapping[str, Requirement]:
    """Return every requirement by its id: those of the catalogue in its order, then the audits of HTTP."""
    entries = load_yaml(CATALOGUE)["requirements"]
    catalogue = {
        id_: Requirement(id_, Level(entry["level"]), entry["text"], entry["citation"], entry["remedy"])
        for id_, entry in entries.items()
    }
    audits = {requirement.id: requirement for requirement in load_http_profile().requirements()}
    return MappingProxyType({**catalogue, **audits})
