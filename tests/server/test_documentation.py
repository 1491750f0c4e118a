from __future__ import annotations

from pathlib import Path

import pytest

from kraken_conformance.server.faults.conditions import conditions_table
from kraken_conformance.server.rules.input_checks import checks_table

PAGE = Path(__file__).parents[2] / "docs" / "reference-server.md"


@pytest.mark.parametrize(("name", "table"), [("checks", checks_table()), ("conditions", conditions_table())])
def test_the_page_shows_the_table_of_the_code(name: str, table: str) -> None:
    _, _, rest = PAGE.read_text("utf-8").partition(f"<!-- {name} -->\n")
    shown, end, _ = rest.partition(f"\n<!-- end of {name} -->")
    assert end
    assert shown == table
