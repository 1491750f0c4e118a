from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from kraken_conformance.cli.main import main

PAGE = Path(__file__).parents[2] / "docs" / "requirements.md"


def test_the_page_is_what_explain_prints() -> None:
    result = CliRunner().invoke(main, ["explain", "--markdown"])
    assert result.output == PAGE.read_text("utf-8")
