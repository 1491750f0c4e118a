"""Requirements, checks and files match one to one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.checks.registry import all_checks, all_schema_checks
from kraken_conformance.spec import Level, load_requirements
from kraken_conformance.spec.loading.http_profile import VERSIONS, load_http_profile

CHECKS = {check.id: check.run for check in (*all_checks(), *all_schema_checks())}
OF_PROFILES = {audit.requirement for version in VERSIONS for audit in load_http_profile(version).audits}
SINGLE = {id_: run for id_, run in CHECKS.items() if id_ not in OF_PROFILES}
ENTRIES = load_requirements().values()


def test_every_requirement_has_a_check_and_every_check_a_requirement() -> None:
    assert sorted(load_requirements()) == sorted(CHECKS)


@pytest.mark.parametrize("run", SINGLE.values(), ids=SINGLE)
def test_a_check_has_a_file_named_after_its_id_and_a_docstring_that_cites(
    run: Callable[[Any], Any], request: pytest.FixtureRequest
) -> None:
    id_ = request.node.callspec.id
    path = Path(inspect.getsourcefile(run) or "")
    assert path.stem == re.sub(r"[.-]", "_", id_)
    assert len(path.read_text("utf-8").splitlines()) < 80
    lines = (inspect.getdoc(run) or "").splitlines()
    assert len(lines) >= 3
    assert lines[0].endswith(".")
    assert any(line.startswith("Source: ") for line in lines)


@pytest.mark.parametrize("entry", ENTRIES, ids=load_requirements().keys())
def test_a_requirement_says_what_who_says_so_and_what_to_do(entry: Any) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", entry.id)
    assert entry.level in Level
    for text in (entry.text, entry.remedy):
        assert text.endswith(".")
        assert text == " ".join(text.split())
    assert entry.citation


def test_no_two_requirements_say_the_same() -> None:
    texts = [entry.text for entry in ENTRIES]
    assert len(set(texts)) == len(texts)
