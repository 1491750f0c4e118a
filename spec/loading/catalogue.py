"""The catalogue of requirements: what each check tests, how binding it is, and where it is promised."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kraken_conformance.exceptions import ExtensionError
from kraken_conformance.extensions import requirement_files
from kraken_conformance.spec.loading.contract_files import DIRECTIVES, load_yaml
from kraken_conformance.spec.loading.http_profile import VERSIONS, load_http_profile, profile_of
from kraken_conformance.spec.model import Level, Requirement

CATALOGUE = DIRECTIVES.parent / "requirements.yaml"


@cache
def load_requirements() -> Mapping[str, Requirement]:
    """Return every requirement by its id: the catalogue in its order, audits of HTTP, extensions."""
    catalogue = _read(CATALOGUE)
    audits = {
        requirement.id: requirement
        for version in VERSIONS
        for requirement in load_http_profile(version).requirements()
    }
    known = {**catalogue, **audits}
    for name, file in requirement_files().items():
        added = _read(file)
        if twice := sorted(known.keys() & added.keys()):
            raise ExtensionError(
                f"{file}: {twice[0]} is a requirement already. Give that of {name} another id."
            )
        known.update(added)
    return MappingProxyType(known)


def requirements_of(profiles: Collection[str]) -> Mapping[str, Requirement]:
    """Return the requirements of a run whose servers are held to these profiles of GraphQL over HTTP."""
    return {
        id_: requirement
        for id_, requirement in load_requirements().items()
        if profile_of(id_) in {None, *profiles}
    }


def _read(file: Path) -> dict[str, Requirement]:
    entries = load_yaml(file)["requirements"]
    return {
        id_: Requirement(id_, Level(entry["level"]), entry["text"], entry["citation"], entry["remedy"])
        for id_, entry in entries.items()
    }
