"""Whatever a target answers, a run ends by itself, with a verdict, a report, no secret and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.kinds import KINDS
from tests.hostile.runs import hostile_run, require_sound
from tests.hostile.servers import hostile

TOKEN = "tok-4f1c9e7ab2d85306"

WORDS = ("--mutation", "selfReading", "--max-examples", "2", "--timeout", "1", "--patience", "1.5")


QUICK = (
    *("dribbled_body", "gzip_bomb", "levels_900", "lone_surrogate"),
    *("cycle_of_inputs", "terminal_escapes", "token_in_a_code"),
)


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in KINDS]
)
def test_a_run_ends_in_good_order(name: str, tmp_path: Path) -> None:
    with hostile(KINDS[name]) as url:
        done = hostile_run(tmp_path, "--url", url, *WORDS, token=TOKEN)
    require_sound(done, tmp_path, TOKEN)
