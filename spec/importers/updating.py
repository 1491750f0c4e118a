"""Brings a new version of a page or schema into a contract that people have worked on: a three-way merge."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from kraken_conformance.spec.exceptions import ImportFailure, Problem
from kraken_conformance.spec.importers.draft import Draft
from kraken_conformance.spec.importers.sdl_comments import comments_of
from kraken_conformance.spec.importers.sdl_parts import put_together, taken_apart
from kraken_conformance.spec.importers.three_way import MISSING, Merged, merged
from kraken_conformance.spec.importers.writer import AS_IMPORTED, write_files
from kraken_conformance.spec.importers.yaml_edit import edited
from kraken_conformance.spec.loading.contract_files import OPTIONAL, REQUIRED, line_and_reason, load_yaml
from kraken_conformance.spec.loading.loader import load_contract
from kraken_conformance.spec.model import Contract

FILES = tuple(name for name in (*REQUIRED, *OPTIONAL) if name != "invented.graphql")
"""The files that an import writes."""


def update_contract(draft: Draft, folder: Path) -> tuple[Contract, list[Merged]]:
    """Merge a draft into the contract of a folder, and return the contract with what was taken over and what not.

    The common ancestor is what the last import wrote, kept in the folder as `.imported`. Where a person and the
    source changed the same thing, the person's stays. Nothing is written unless the result loads. Raises
    `ImportFailure` where the folder has no ancestor.
    """
    ancestor = folder / AS_IMPORTED
    if not ancestor.is_dir():
        message = f"There is no {AS_IMPORTED}, which says what the last import wrote."
        remedy = "Import the old version again into a new folder, and copy its .imported here."
        raise ImportFailure([Problem(str(folder), None, message, remedy)])
    report: list[Merged] = []
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        new, result = Path(made) / "new", Path(made) / "result"
        new.mkdir()
        write_files(draft, new)
        result.mkdir()
        for path in folder.iterdir():
            if path.is_file():
                shutil.copy(path, result)
        for name in FILES:
            _merge_file(name, ancestor, result, new, report)
        load_contract(result)
        for name in FILES:
            _replace(result / name, folder / name)
            _replace(new / name, ancestor / name)
    return load_contract(folder), report


def _merge_file(name: str, ancestor: Path, own: Path, new: Path, report: list[Merged]) -> None:
    base, ours, theirs = (_read(folder / name) for folder in (ancestor, own, new))
    content = merged(base, ours, theirs, (name,), report)
    if content is ours or content == ours:
        return  # the text stays as it is, with its comments
    if content is MISSING:
        (own / name).unlink()
    elif name.endswith(".graphql"):
        comments = comments_of((own / name).read_text("utf-8")) if ours is not MISSING else {}
        (own / name).write_text(put_together(content, comments), "utf-8")
    else:
        _write_yaml(own / name, ours, content)


def _write_yaml(path: Path, ours: Any, content: Any) -> None:
    text = path.read_text("utf-8") if path.is_file() else ""
    try:
        new = edited(text, ours, content)
    except yaml.YAMLError as error:  # the reader that knows all places takes less than the usual one
        line, what = line_and_reason(error)
        message = f"The places of this YAML cannot be found: {what}."
        raise ImportFailure([Problem(path.name, line, message, "Write it in quotes.")]) from None
    path.write_text(new, "utf-8")
    if load_yaml(path) != content:
        message = "Values that are written once and used twice (& and *) cannot be merged."
        raise ImportFailure([Problem(path.name, None, message, "Write them out.")])


def _read(path: Path) -> Any:
    if not path.is_file():
        return MISSING
    return taken_apart(path.read_text("utf-8")) if path.suffix == ".graphql" else load_yaml(path) or {}


def _replace(source: Path, place: Path) -> None:
    if source.is_file():
        shutil.copy(source, place)
    else:
        place.unlink(missing_ok=True)


def lines_of(report: list[Merged]) -> Iterator[str]:
    """Yield the lines of a report: conflicts last, where they are seen."""
    yield from map(str, sorted(report, key=lambda one: one.kind == "conflict"))
