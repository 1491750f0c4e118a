from __future__ import annotations

from pathlib import Path

from tests.architecture import drawing
from tests.test_layers import ALLOWED

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"


def test_the_page_shows_the_rooms_of_the_code() -> None:
    _, _, rest = PAGE.read_text("utf-8").partition("<!-- rooms -->\n")
    shown, end, _ = rest.partition("\n<!-- end of rooms -->")
    assert end
    assert shown == drawing()  # `python -m tests.architecture` prints it


def test_the_page_says_what_is_in_each_room() -> None:
    text = PAGE.read_text("utf-8").partition("| folder |")[2]
    rooms = {room.partition("/")[0] for room in ALLOWED} - {"foundation", "entry points"}
    assert [room for room in sorted(rooms) if f"`{room}/`" not in text] == []
