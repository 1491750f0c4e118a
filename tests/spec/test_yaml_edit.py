"""YAML that is changed as text: other content, the same comments, the same lines."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kraken_conformance.spec.importers.yaml_edit import edited

TEXT = """\
# Read by Ann.

errors:
    # The library's own.
    KT-CT-1:   # asked in May
        message: "Bad."   # as on the page
        role: not-allowed

    KT-CT-2:
        message: >
            Worse,
            by far.

        # nobody knows why
        refusal_reasons: {extension: reasons, values: [A, B]}

    # The last one.
    KT-CT-3: {message: Worst.}
common: {}
# The end.
"""


def changed(*edits: tuple[str, Any]) -> tuple[str, Any]:
    """Return the text and the content with changes at paths; None takes an entry away."""
    own, content = yaml.safe_load(TEXT), yaml.safe_load(TEXT)
    for path, value in edits:
        *way, last = path.split("/")
        place = content
        for key in way:
            place = place[key]
        if value is None:
            del place[last]
        else:
            place[last] = value
    text = edited(TEXT, own, content)
    assert yaml.safe_load(text) == content
    return text, content


def comments(text: str) -> list[str]:
    return sorted(line[line.index("#") :] for line in text.splitlines() if "#" in line)


@pytest.mark.parametrize(
    "edits",
    [
        [("errors/KT-CT-1/message", "Very bad.")],
        [("errors/KT-CT-1/message", "Very bad:\nindeed."), ("errors/KT-CT-1/role", None)],
        [("errors/KT-CT-1", None)],
        [("errors/KT-CT-2", None), ("errors/KT-CT-3", None)],
        [("errors/KT-CT-2/message", "Other.")],
        [("errors/KT-CT-2/refusal_reasons", {"extension": "reasons", "values": ["A"]})],
        [("errors/KT-CT-3/message", "Worst of all.")],
        [("errors/KT-CT-4", {"message": "New."}), ("common/KT-CT-9", {"meaning": "Slow down."})],
        [("errors/KT-CT-2/role", "bad-token"), ("errors/KT-CT-4", {"message": "New."}), ("types", [1, 2])],
        [("errors", None)],
        [("errors", {"KT-CT-1": {"message": "Alone."}})],
    ],
    ids=str,
)
def test_every_comment_stays(edits: list[tuple[str, Any]]) -> None:
    text, _ = changed(*edits)
    assert comments(text) == comments(TEXT)


def test_lines_that_are_about_nothing_else_stay() -> None:
    text, _ = changed(("errors/KT-CT-1/message", "Very bad."), ("errors/KT-CT-4", {"message": "New."}))
    before, after = TEXT.splitlines(), text.splitlines()
    assert [line for line in before if line not in after] == ['        message: "Bad."   # as on the page']
    assert [line for line in after if line not in before] == [
        "        message: Very bad.  # as on the page",
        "    KT-CT-4:",
        "      message: New.",
    ]


NAMES = st.sampled_from(["a", "b c", "#d", "e: f", "- g", "h"])
VALUES = st.recursive(
    st.one_of(st.text("ab #:\n'-", max_size=8), st.integers(0, 2), st.booleans(), st.none()),
    lambda inner: st.one_of(st.dictionaries(NAMES, inner, max_size=3), st.lists(inner, max_size=2)),
    max_leaves=6,
)
CONTENTS = st.dictionaries(NAMES, VALUES, max_size=4)


@given(CONTENTS, CONTENTS, st.sampled_from([None, False]))
@settings(max_examples=150, deadline=None)
def test_the_content_is_the_new_one(own: Any, content: Any, flow: bool | None) -> None:
    text = yaml.safe_dump(own, sort_keys=False, default_flow_style=flow)
    assert yaml.safe_load(edited(text, own, content)) == content
