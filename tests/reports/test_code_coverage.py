"""What a run says of the codes that it set out to raise."""

from __future__ import annotations

from kraken_conformance.reports.run.code_coverage import NOT_RUN, code_tries, coverage_of

RESULTS = (
    {
        "provoked": ["KT-1"],
        "not_raised": {"KT-2": [{"case": "00", "label": "a bad value"}], "KT-3": []},
        "not_tried": {"KT-4": "only the user knows"},
    },
    {"provoked": ["KT-3"], "not_raised": {"KT-2": [{"case": "01", "label": "twice"}]}},
)


def test_what_came_of_each_code() -> None:
    tries = code_tries(("KT-1", "KT-2", "KT-3", "KT-4", "KT-5"), RESULTS)
    assert {code: one.state for code, one in tries.items()} == {
        "KT-1": "raised",
        "KT-2": "not raised",
        "KT-3": "raised",
        "KT-4": "not tried",
        "KT-5": "not tried",
    }
    assert tries["KT-2"].requests == ("a bad value", "twice")
    assert (tries["KT-4"].why, tries["KT-5"].why) == ("only the user knows", NOT_RUN)


def test_evidence_of_older_runs_says_what_was_provoked() -> None:
    assert code_tries(("KT-1",), ({"provoked": ["KT-1"]},))["KT-1"].state == "raised"


def test_each_code_counts_once_per_mutation() -> None:
    tries = code_tries(("KT-1", "KT-2"), RESULTS)
    found = coverage_of((tries, tries))
    assert (found.declared, found.counts["raised"], found.percent) == (4, 2, 50.0)
    assert (found.codes_declared, found.codes_raised) == (2, 1)


def test_nothing_declared_is_wholly_covered() -> None:
    assert coverage_of(()).percent == 100.0
