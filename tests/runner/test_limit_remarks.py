"""The sentences about the limits of a target: those that were found before, and those that a run ran into."""

from typing import Any

from kraken_conformance.runner.evidence.limit_remarks import limit_remarks


def remarks(limits: dict[str, Any], *met: list[dict[str, Any]]) -> list[str]:
    header: Any = {"type": "header", "target": {"limits": limits}}
    results: Any = [{"type": "result", "server": "API", **({"limits": one} if one else {})} for one in met]
    return limit_remarks([header, *results])


def test_without_limits_nothing_is_said() -> None:
    assert remarks({}, []) == []
    header: Any = {"type": "header", "target": {}}
    assert limit_remarks([header]) == []


def test_each_limit_that_was_found_is_a_sentence() -> None:
    (aliases, body) = remarks(
        {"API": {"body": 4096, "aliases": 3, "words": {"body": "413", "aliases": "no"}}}
    )
    assert "API takes at most 3 " in aliases
    assert "answers to more: 'no'" in aliases
    assert "API takes at most 4,096 " in body


def test_a_server_that_answers_no_document_at_all() -> None:
    (said,) = remarks({"AUTH": {"refuses_all": "PersistedQueryNotFound"}})
    assert said.startswith("AUTH answers no document")
    assert "PersistedQueryNotFound" in said


def test_what_a_run_ran_into_is_added_up_by_its_words() -> None:
    first = {"kind": "tokens", "words": "too large", "cases": 1}
    second = {"kind": "depth", "words": "too deep", "cases": 1}
    assert [said.partition(",")[0] for said in remarks({}, [first, second], [], [first])] == [
        "API refused 2 valid requests for their size",
        "API refused 1 valid request for their size",
    ]


def test_a_limit_of_texts_is_said_to_be_one_of_the_input() -> None:
    (said,) = remarks({}, [{"kind": "values", "words": "too long", "cases": 2}])
    assert said.startswith("API refused 2 valid requests for the length of a text or a list")


def test_a_limit_of_root_fields_says_that_nothing_with_more_is_sent() -> None:
    (said,) = remarks({"API": {"root_fields": 3, "words": {"root_fields": "Query too complex."}}})
    assert said.startswith("API takes at most 3 root fields")
    assert said.endswith("Nothing with more is sent")
