"""All answers that are kept at the same moment have a limit together, and room again once they are gone."""

from __future__ import annotations

import pytest

from kraken_conformance.model.exchange import Response
from kraken_conformance.target.transport.kept_answers import LARGE, KeptAnswers
from kraken_conformance.target.transport.limits import BeyondLimits


def answer(size: int) -> Response:
    return Response(200, {}, bytes(size), 0.0)


def test_large_answers_have_room_as_long_as_there_is_some() -> None:
    kept = KeptAnswers(most=4 * LARGE)
    first, second = kept.keep(answer(2 * LARGE)), kept.keep(answer(2 * LARGE))
    with pytest.raises(BeyondLimits, match=f"still kept take {4 * LARGE} of {4 * LARGE}"):
        kept.keep(answer(LARGE))
    del first
    third = kept.keep(answer(2 * LARGE))
    assert len(second.body) == len(third.body)


def test_small_answers_always_have_room() -> None:
    kept = KeptAnswers(most=LARGE)
    answers = [kept.keep(answer(LARGE)), *(kept.keep(answer(LARGE - 1)) for _ in range(100))]
    assert len(answers) == 101


def test_nothing_is_sent_ahead_where_a_quarter_is_taken() -> None:
    kept = KeptAnswers(most=8 * LARGE)
    first = kept.keep(answer(LARGE))
    assert not kept.are_many
    second = kept.keep(answer(LARGE))
    assert kept.are_many
    del first, second
    assert not kept.are_many
