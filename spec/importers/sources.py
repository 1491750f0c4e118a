"""Tells pages from schemas, and imports either."""

import gc
import re
import tempfile
from pathlib import Path

from kraken_conformance.file_content import content_of
from kraken_conformance.spec.exceptions import ImportFailure, InvalidContract
from kraken_conformance.spec.importers.draft import Draft
from kraken_conformance.spec.importers.from_page import draft_from_page
from kraken_conformance.spec.importers.from_schema import LOCAL_URL, draft_from_schema
from kraken_conformance.spec.importers.writer import write_contract, write_files
from kraken_conformance.spec.loading.garbage_collection import collector_paused
from kraken_conformance.spec.loading.text_file import decoded
from kraken_conformance.spec.model import Contract

_SCHEMA_SUFFIXES = (".graphql", ".graphqls", ".gql", ".sdl", ".json")
_SDL_BEGINS = re.compile(
    r'\s*(?:(?:#[^\n]*\s*)|"""(?:[^"]|"(?!""))*"""\s*|"[^"\n]*"\s*)*'
    r"(?:type|interface|union|enum|input|scalar|schema|directive|extend)\s+[@{\w]"
)


def make_draft(
    source: Path, *, name: str, version: str, schema_file: Path | None = None, url: str | None = None
) -> Draft:
    """Read a reference page, SDL, or the JSON of an introspection.

    A page's types are completed from `schema_file`; `url` is the address of the server that a schema
    belongs to, which it does not tell itself. Raises `ImportFailure`.
    """
    with collector_paused():
        if is_schema(source):
            draft = draft_from_schema(source, name=name, version=version, url=url or LOCAL_URL)
        else:
            draft = draft_from_page(source, name=name, version=version, schema_file=schema_file)
    gc.collect()  # the schema of the source is a cycle, and as large as the contract that is made next
    return draft


def is_schema(source: Path) -> bool:
    """Whether a file is a schema rather than a page: by its suffix, or else by how it begins."""
    if source.suffix.lower() in _SCHEMA_SUFFIXES:
        return True
    try:
        begin = decoded(content_of(source)[:20_000], errors="replace")
    except OSError:
        return False
    return begin.lstrip().startswith(("{", "[{")) or _SDL_BEGINS.match(begin) is not None


def import_contract(draft: Draft, folder: Path | None) -> Contract:
    """Make a contract of a draft: in a new folder, or only in memory where `folder` is None.

    Raises `ImportFailure` where the folder cannot be written or the source is no sound schema, `InvalidContract`
    where it contradicts itself.
    """
    try:
        if folder is not None:
            return write_contract(draft, folder)
        with tempfile.TemporaryDirectory() as made:
            return write_files(draft, Path(made))
    except InvalidContract as invalid:
        if draft.unsound:
            raise ImportFailure(draft.unsound) from None
        raise invalid
