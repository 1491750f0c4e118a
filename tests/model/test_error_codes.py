"""The codes of an answer are read out of whatever came."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.model.error_codes import error_codes


def error(code: Any) -> dict[str, Any]:
    return {"message": "no", "extensions": {"errorCode": code}}


def test_the_codes_come_in_the_order_of_the_errors() -> None:
    assert error_codes({"errors": [error("B"), error("A"), error("B")]}, "errorCode") == ["B", "A", "B"]


@pytest.mark.parametrize(
    "body",
    [
        *(None, 1, [], "KT-CT-1124", {}),
        *(
            {"errors": errors}
            for errors in (None, 1, True, "KT-CT-1124", {"extensions": {"errorCode": "A"}}, [])
        ),
        {"errors": [None, 1, [], {}, {"extensions": 1}, {"extensions": {"other": "A"}}]},
        {"errors": [error(code) for code in (None, 1, [], {})]},
    ],
)
def test_what_has_none_gives_none(body: Any) -> None:
    assert error_codes(body, "errorCode") == []
