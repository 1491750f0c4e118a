from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.operations.shape import leaf_forms

DATE_TIMES = [
    "2020-01-01T00:00:00.000Z",
    "2020-01-01T00:00:00Z",
    "2020-01-01T00:00:00z",
    "2020-01-01t00:00:00+00:00",
    "2020-02-29T23:59:60-23:59",
    "2020-01-01T00:00:00.123456789+02:00",
]
NO_DATE_TIMES = [
    "2020-01-01",
    "2020-01-01 00:00:00Z",
    "2020-01-01T00:00Z",
    "2020-02-30T00:00:00Z",
    "2020-01-01T24:00:00Z",
    "2020-01-01T00:00:00+0200",
    "2020-01-01T00:00:00.Z",
    "2020-01-01T00:00:00Z ",
    "2020-01-01T00:00:00ZZ",
    "2020-01-01T00:00:00Z+00:00",
    "20200101T000000Z",
    "٢٠٢٠-01-01T00:00:00Z",
    "",
    1577836800,
    None,
]
LOCAL = ["2020-01-01T00:00:00", "2020-01-01T00:00:00.5"]


@pytest.mark.parametrize("value", DATE_TIMES)
def test_date_times(value: str) -> None:
    assert leaf_forms.is_date_time(value)
    assert not leaf_forms.is_local_date_time(value)


@pytest.mark.parametrize("value", NO_DATE_TIMES)
def test_what_is_no_date_time(value: Any) -> None:
    assert not leaf_forms.is_date_time(value)
    assert not leaf_forms.is_local_date_time(value)


@pytest.mark.parametrize("value", LOCAL)
def test_date_times_that_only_lack_the_offset(value: str) -> None:
    assert not leaf_forms.is_date_time(value)
    assert leaf_forms.is_local_date_time(value)


FITS: list[tuple[Any, list[Any], list[Any]]] = [
    (
        leaf_forms.is_date,
        ["2020-01-01", "0001-12-31", "2024-02-29"],
        ["2023-02-29", "2020-1-1", "20200101", "", 2020, "2020-01-01T"],
    ),
    (
        leaf_forms.is_time_with_offset,
        ["08:30", "08:30:00", "23:59:60.5Z", "08:30:00+01:00"],
        ["8:30", "24:00", "08:60", "", 830],
    ),
    (
        leaf_forms.is_uuid,
        ["500c164d-38c7-4f74-9ac6-be210197e9e4", "0" * 8 + "-0000-0000-0000-" + "F" * 12],
        ["{500c}", "", 1],
    ),
    (
        leaf_forms.is_decimal,
        [1, 1.5, "1", "-1.50", "1e3", ".5"],
        ["", "1,5", "NaN", True, float("inf"), "1 "],
    ),
    (leaf_forms.is_big_integer, [2**70, "123", "-1"], ["1.0", "", 1.0, True]),
    (leaf_forms.is_integer, [0, -1, 2**40], [1.0, "1", True]),
    (leaf_forms.is_number, [0, 1.5], [float("nan"), float("-inf"), "1", False]),
    (leaf_forms.is_json, ["{}", '"a"', "1"], ["", "a", "{a}", "[" * 3]),
    (leaf_forms.is_text, ["", "a"], [1, [], {}]),
]


@pytest.mark.parametrize(("form", "good", "bad"), FITS, ids=lambda each: getattr(each, "__name__", ""))
def test_forms(form: Any, good: list[Any], bad: list[Any]) -> None:
    assert [value for value in good if not form(value)] == []
    assert [value for value in bad if form(value)] == []
