"""Text of many scripts, without what costs a start half a second."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

from kraken_conformance.runner.generation.case_generation import draw, minimise
from kraken_conformance.strategies.types.text import texts

WITHOUT_A_TABLE = """
from hypothesis.internal import charmap

def charmap_of_all():
    raise AssertionError("the table of all characters is made")

charmap.charmap = charmap_of_all
from kraken_conformance.runner.generation.case_generation import draw
from kraken_conformance.strategies.types.text import texts
print(len(draw(texts(), 50, 1)))
"""


def test_every_kind_of_character_is_drawn_that_json_can_carry() -> None:
    met = set("".join(draw(texts(), 400, 1)))
    assert len(met) == 256
    assert "\0" not in met
    "".join(met).encode()  # no surrogates
    assert {unicodedata.category(character)[0] for character in met} == set("LMNPSZC")
    assert {len(character.encode()) for character in met} == {1, 2, 3, 4}


def test_text_keeps_to_its_length_and_shrinks_towards_zeros() -> None:
    assert {len(text) for text in draw(texts(min_size=2, max_size=3), 50, 1)} == {2, 3}
    assert minimise(texts(), 100, 1, lambda text: len(text) > 3) == "0000"


def test_drawing_does_not_wait_for_the_table_of_all_characters() -> None:
    drawn = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_TABLE], capture_output=True, text=True, check=True
    )
    assert int(drawn.stdout) > 30
