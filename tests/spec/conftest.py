from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kraken_conformance.spec import Contract, load_contract

DOCUMENT = Path(__file__).parents[2] / "docs" / "contract-language.md"


def example(language: str) -> str:
    """Return the first block in a language of the page that explains contracts."""
    found = re.search(rf"```{language}\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


MakeContract = Callable[..., Path]


@pytest.fixture
def library(tmp_path: Path) -> MakeContract:
    """Write the documented example as a folder, with replacements in either file."""
    count = iter(range(100))

    def make(*replaced: tuple[str, str], errors: tuple[tuple[str, str], ...] = ()) -> Path:
        folder = tmp_path / f"library{next(count)}"
        folder.mkdir()
        for name, text, changes in (
            ("contract.graphql", example("graphql"), replaced),
            ("errors.yaml", example("yaml"), errors),
        ):
            for old, new in changes:
                assert old in text, f"the example has no {old!r}"
                text = text.replace(old, new, 1)
            (folder / name).write_text(text, "utf-8")
        return folder

    return make


@pytest.fixture(scope="session")
def oefr() -> Contract:
    return load_contract("oefr")
