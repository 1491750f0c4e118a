from __future__ import annotations

import re
from pathlib import Path

from kraken_conformance.spec import load_contract, load_requirements
from kraken_conformance.waivers.waiver_file import load_waivers

PAGE = Path(__file__).parents[2] / "docs" / "waivers.md"


def test_the_example_of_the_page_is_a_file_of_waivers(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    (tmp_path / "waivers.toml").write_text(found[1], "utf-8")
    contract = load_contract("oefr")
    (waiver,) = load_waivers(
        tmp_path / "waivers.toml",
        mutations=contract.mutations,
        servers=contract.servers,
        requirements=load_requirements(),
    )
    assert waiver.mutation == "selfReading"
